import type { FastifyRequest } from "fastify";
import { packageVersion } from "../../package-version.ts";
import { signInPath } from "../oidc/sign-in-path.ts";
import { type ConsoleProblem, consoleProblemsOf } from "./console-problems.ts";
import { sessionSecretOf } from "./session-cookie.ts";

/** What the page to sign in shows. */
export interface ConsoleFacts {
  readonly version: string;
  readonly problems: readonly ConsoleProblem[];
  /** Where a sign-in with the identity provider begins; null when none is configured. */
  readonly identityProviderPath: string | null;
  /** Whether the browser sent the cookie of a session, which can have ended. */
  readonly hasSessionCookie: boolean;
}

/** Without the origin of the page no problem can be found. */
export const consoleFactsOf = (request: FastifyRequest, pageOrigin: string | undefined): ConsoleFacts => ({
  version: packageVersion,
  problems: pageOrigin === undefined ? [] : consoleProblemsOf(request, pageOrigin),
  identityProviderPath: request.server.hasIdentityProvider ? signInPath : null,
  hasSessionCookie: sessionSecretOf(request.headers, request.server.publicUrl) !== undefined,
});
