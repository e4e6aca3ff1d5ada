import type { FastifyRequest } from "fastify";
import { packageVersion } from "../../package-version.ts";
import { type ConsoleProblem, consoleProblemsOf } from "./console-problems.ts";
import { sessionSecretOf } from "./session-cookie.ts";

/** What the page to sign in shows. */
export interface ConsoleFacts {
  readonly version: string;
  readonly problems: readonly ConsoleProblem[];
  /** Whether the browser sent the cookie of a session, which can have ended. */
  readonly hasSessionCookie: boolean;
}

/** Without the origin of the page no problem can be found. */
export const consoleFactsOf = (request: FastifyRequest, pageOrigin: string | undefined): ConsoleFacts => ({
  version: packageVersion,
  problems: pageOrigin === undefined ? [] : consoleProblemsOf(request, pageOrigin),
  hasSessionCookie: sessionSecretOf(request.headers, request.server.publicUrl) !== undefined,
});
