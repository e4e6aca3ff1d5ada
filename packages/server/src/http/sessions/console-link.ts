import type { FastifyRequest } from "fastify";
import { originOf } from "../origin.ts";
import { toPageOrigin } from "./page-origin.ts";

/**
 * A link to the console with a secret in the fragment, which browsers do not send. Undefined when there is no console, and
 * when the server knows no address at which a browser would keep a session.
 */
export function consoleLink(request: FastifyRequest, name: string, secret: string): string | undefined {
  const origin = originOf(request);
  const canSignIn = request.server.hasConsole && toPageOrigin(origin).keepsSessions;
  return canSignIn ? `${origin}/console/#${name}=${secret}` : undefined;
}

declare module "fastify" {
  interface FastifyInstance {
    hasConsole: boolean;
  }
}
