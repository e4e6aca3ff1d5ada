import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Principal } from "../../core/auth/access.ts";
import type { Authentication, CachedSignIn } from "./credentials.ts";
import type { Dialect } from "./dialect.ts";

interface SentCredential {
  readonly credential: string;
  readonly signIn: CachedSignIn;
}

/**
 * Remembers the credential that a connection sent last, with the name of its entry in the cache, so that the next
 * request with the same credential need not compute its hash. The entry is looked up for every request. What is
 * remembered ends with the connection.
 */
export class ConnectionCredentials {
  readonly #authentication: Authentication;
  readonly #sent = new WeakMap<Socket, SentCredential>();

  constructor(authentication: Authentication) {
    this.#authentication = authentication;
  }

  /** Authenticates the caller from the cache; undefined when the framework must do it. Throws like the framework. */
  authenticate(
    dialect: Dialect,
    { headers, socket }: IncomingMessage,
    serveStale: boolean,
  ): Principal | undefined {
    const credential = dialect.credential(headers);
    if (credential === undefined) return undefined;
    const sent = this.#sent.get(socket);
    if (sent?.credential === credential) return sent.signIn({ serveStale });
    const signIn = this.#authentication.prepareSignIn(credential);
    this.#sent.set(socket, { credential, signIn });
    return signIn({ serveStale });
  }
}
