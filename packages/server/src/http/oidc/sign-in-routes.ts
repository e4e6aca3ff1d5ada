import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../../core/auth/access.ts";
import type { Installation } from "../../core/installation.ts";
import { startIdentitySession } from "../../core/sessions/create-session.ts";
import { toHttpError } from "../mounting/error-mapper.ts";
import { toTokenClaims } from "../mounting/token-claims.ts";
import { toPageOrigin } from "../sessions/page-origin.ts";
import { sessionCookieOf } from "../sessions/start-session.ts";
import { ProviderError } from "./identity-provider.ts";
import { type BegunSignIn, begunSignInOf, pendingCookie, removedPendingCookie } from "./pending-cookie.ts";
import { signInPath } from "./sign-in-path.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

const returnPath = "/console/oidc/callback";

export interface SignInOptions {
  readonly installation: Installation;
  /** The base URL that callers use. The provider returns to it. */
  readonly publicUrl: string;
  /** Undefined when none is configured: then each sign-in fails. */
  readonly signInProvider: SignInProvider | undefined;
}

/**
 * Adds the two steps of a sign-in with an identity provider, which the browser visits: the start, and the return from the
 * provider. A failure leads to the page to sign in, with a code in the fragment.
 */
export function addSignInRoutes(server: FastifyInstance, options: SignInOptions): void {
  const { isSecure } = toPageOrigin(options.publicUrl);
  const failed = (request: FastifyRequest, reply: FastifyReply, thrown: unknown) => {
    const code = codeOf(thrown);
    request.log.warn(
      { err: thrown, code, requestId: request.id },
      "the sign-in with an identity provider failed",
    );
    reply.header("set-cookie", removedPendingCookie(isSecure));
    return reply.redirect(`${options.publicUrl}/console/sign-in#error=${code}`);
  };
  server.get(signInPath, async (request, reply) => {
    try {
      const { url, begun } = await begin(options, request.query as Query);
      return reply.header("set-cookie", pendingCookie(isSecure, begun)).redirect(url.href);
    } catch (error) {
      return failed(request, reply, error);
    }
  });
  server.get(returnPath, async (request, reply) => {
    try {
      const begun = begunSignInOf(request.headers, isSecure);
      if (begun === undefined) throw new SignInFailed("sign_in_not_begun");
      const cookie = await finish(options, request, begun);
      reply.header("set-cookie", [removedPendingCookie(isSecure), cookie]);
      // Over HTTP another server of this machine can set the cookie.
      return reply.redirect(options.publicUrl + pageOf(begun.returnTo));
    } catch (error) {
      return failed(request, reply, error);
    }
  });
}

interface Query {
  readonly returnTo?: unknown;
}

/** Why a sign-in failed before the provider was asked. */
class SignInFailed extends Error {
  readonly code: "sign_in_not_begun" | "identity_provider_not_found";

  constructor(code: SignInFailed["code"]) {
    super(code);
    this.code = code;
  }
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof SignInFailed || thrown instanceof ProviderError ? thrown.code : toHttpError(thrown).code;

async function begin({ signInProvider, publicUrl }: SignInOptions, query: Query) {
  if (signInProvider === undefined) throw new SignInFailed("identity_provider_not_found");
  const scope = ["openid", ...claimsOf(signInProvider)].filter((name) => !name.includes("_")).join(" ");
  const { url, pending } = await signInProvider.provider.begin(publicUrl + returnPath, scope);
  return { url, begun: { ...pending, returnTo: pageOf(query.returnTo) } };
}

/** The claims that name the user, besides the subject. */
const claimsOf = ({ user }: SignInProvider): readonly string[] =>
  user.field === "email" ? ["email", "email_verified"] : [];

/** Only a page of the console: a link to the start must not lead to another server afterwards. */
const pageOf = (returnTo: unknown): string =>
  typeof returnTo === "string" && /^\/console\/[\w/?&=%+.@~:,-]*$/.test(returnTo) ? returnTo : "/console/";

/** Returns the `Set-Cookie` of the new session. */
async function finish(
  { signInProvider, installation, publicUrl }: SignInOptions,
  request: FastifyRequest,
  begun: BegunSignIn,
): Promise<string> {
  if (signInProvider === undefined) throw new SignInFailed("identity_provider_not_found");
  const { provider, user } = signInProvider;
  const returned = new URL(publicUrl + returnPath);
  returned.search = /\?.*$/s.exec(request.url)?.[0] ?? "";
  const payload = await provider.finish(returned, begun, claimsOf(signInProvider));
  const call = { dialect: "native", requestId: request.id } as const;
  const { token, ...principal }: Principal = await installation.principalOfToken(
    toTokenClaims(payload, user),
    { call },
  );
  const context = installation.as(principal, principal.organizationId, call);
  return sessionCookieOf(toPageOrigin(publicUrl), await startIdentitySession(context)) ?? "";
}
