import { randomUUID } from "node:crypto";
import { requireAccess } from "../core/auth/access.ts";
import type { Installation } from "../core/installation.ts";
import type { Context } from "../core/kernel/context.ts";
import { lookUpInbound, lookUpOutbound } from "../core/routing/route-lookups.ts";
import { type InjectableServer, respondTo } from "../http/injected-request.ts";
import type { Authentication } from "../http/mounting/credentials.ts";
import { toHttpError } from "../http/mounting/error-mapper.ts";
import type { LookupSessions } from "../resp/lookup-sessions.ts";
import type { Answers, CallerQuestion, PlainError, Question, SignInQuestion } from "./questions.ts";

export interface GatewayParts {
  readonly server: InjectableServer;
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly sessions: LookupSessions;
}

/** A caller that was read less than this ago is not read again for a lookup thread, in milliseconds. */
const callerMaxAgeMs = 500;

/** Answers the questions of the lookup threads in the main thread. */
export class LookupGateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** Rejects with anything that the main port's operations throw. */
  async answer(question: Question, signal: AbortSignal): Promise<Answers[Question["kind"]]> {
    switch (question.kind) {
      case "caller":
        return this.#caller(question);
      case "http":
        return respondTo(this.#parts.server, question);
      case "signIn":
        return this.#signIn(question, signal);
      case "inbound":
        return lookUpInbound(await this.#contextOf(question.credential, randomUUID()), question.line);
      case "outbound":
        return lookUpOutbound(await this.#contextOf(question.credential, randomUUID()), question.user);
    }
  }

  async #caller({ credential, requestId }: CallerQuestion): Promise<Answers["caller"]> {
    try {
      const { principal } = await this.#contextOf(credential, requestId);
      return { principal, usableForMs: this.#parts.authentication.usableForMs(credential) };
    } catch (thrown) {
      return { error: toPlainError(thrown) };
    }
  }

  /** Throws unless the caller may look up routes. */
  async #contextOf(credential: string, requestId: string): Promise<Context> {
    const { authentication, installation } = this.#parts;
    const call = { dialect: "native", requestId } as const;
    const options = { serveStale: true, maxAgeMs: callerMaxAgeMs, call };
    const principal = await authentication.authenticate(credential, options);
    const { organizationId } = principal;
    requireAccess(principal, "routes:read", { dialect: "native", organizationId });
    return installation.as(principal, organizationId, call);
  }

  async #signIn({ credential, address }: SignInQuestion, signal: AbortSignal): Promise<Answers["signIn"]> {
    const result = await this.#parts.sessions.signIn(credential, { address, signal });
    if (!("error" in result)) return { closes: false };
    return { error: toPlainError(result.error), closes: result.closes };
  }
}

export function toPlainError(thrown: unknown): PlainError {
  const { kind, code, message, retryAfterSeconds } = toHttpError(thrown);
  return { kind, code, message, retryAfterSeconds };
}
