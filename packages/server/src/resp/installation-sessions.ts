import { randomUUID } from "node:crypto";
import { type Principal, requireAccess } from "../core/auth/access.ts";
import type { Installation } from "../core/installation.ts";
import type { Call, Context } from "../core/kernel/context.ts";
import {
  type Inbound,
  type Line,
  lookUpInbound,
  lookUpOutbound,
  lookUpPlainInMemory,
  type Outbound,
  type OutboundUser,
  type PlainLine,
} from "../core/routing/route-lookups.ts";
import { credentialMissing } from "../http/errors.ts";
import type { Authentication, CachedSignIn } from "../http/mounting/credentials.ts";
import { toHttpError } from "../http/mounting/error-mapper.ts";
import type { FailedSignIns } from "../http/sign-ins/failed-sign-ins.ts";
import type { Provider } from "../model.ts";
import type { LookupSession, LookupSessions, RejectedSignIn, SignInClient } from "./lookup-sessions.ts";

export interface SessionParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  readonly failedSignIns: FailedSignIns;
}

/** Sessions of the thread that has the installation. */
export class InstallationSessions implements LookupSessions {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  async signIn(credential: string, client: SignInClient): Promise<LookupSession | RejectedSignIn> {
    try {
      if (credential === "") throw credentialMissing();
      const session = new InstallationSession(this.#parts, credential, client.address);
      await session.signIn();
      return session;
    } catch (thrown) {
      return this.#rejected(thrown, credential, client);
    }
  }

  async #rejected(thrown: unknown, credential: string, client: SignInClient): Promise<RejectedSignIn> {
    const error = toHttpError(thrown);
    if (error.kind !== "unauthenticated") throw thrown;
    const { failedSignIns } = this.#parts;
    const failure = failedSignIns.recordFrom(client.address, error.code, credential || undefined);
    if (failure.penalty === "delay") await failedSignIns.delay(failure, client.signal);
    return { error, closes: failure.penalty === "close" };
  }
}

/** Lookups are served while the database is unavailable. */
const staleOptions = { serveStale: true };

class InstallationSession implements LookupSession {
  readonly #parts: SessionParts;
  readonly #credential: string;
  readonly #address: string;
  readonly #signInFromCache: CachedSignIn;
  readonly #call: Call = { dialect: "native", requestId: randomUUID() };
  #context: Context | undefined;

  constructor(parts: SessionParts, credential: string, address: string) {
    this.#parts = parts;
    this.#credential = credential;
    this.#address = address;
    this.#signInFromCache = parts.authentication.prepareSignIn(credential);
  }

  /** Throws when the credential is invalid. What it permits is checked with every command. */
  async signIn(): Promise<void> {
    await this.#authenticate();
  }

  recheck(): Promise<void> | undefined {
    this.#context = undefined;
    try {
      const principal = this.#signInFromCache(staleOptions);
      if (principal === undefined) return this.#recheckInDatabase();
      this.#bind(principal);
      return undefined;
    } catch (thrown) {
      throw this.#recorded(thrown);
    }
  }

  inbound(line: Line): Inbound | Promise<Inbound> {
    return lookUpInbound(this.#boundContext, line);
  }

  plainInbound(provider: Provider, key: number, target: PlainLine): number | undefined {
    return lookUpPlainInMemory(this.#boundContext, provider, key, target);
  }

  outbound(user: OutboundUser): Outbound | Promise<Outbound> {
    return lookUpOutbound(this.#boundContext, user);
  }

  async #recheckInDatabase(): Promise<void> {
    try {
      this.#bind(await this.#authenticate());
    } catch (thrown) {
      throw this.#recorded(thrown);
    }
  }

  #authenticate(): Promise<Principal> {
    const options = { ...staleOptions, call: this.#call };
    return this.#parts.authentication.authenticate(this.#credential, options);
  }

  #bind(principal: Principal): void {
    const { organizationId } = principal;
    requireAccess(principal, "routes:read", { dialect: "native", organizationId });
    this.#context = this.#parts.installation.as(principal, organizationId, this.#call);
  }

  /** A credential that is no longer valid counts as a failed sign-in. */
  #recorded(thrown: unknown): unknown {
    const { kind, code } = toHttpError(thrown);
    if (kind === "unauthenticated")
      this.#parts.failedSignIns.recordFrom(this.#address, code, this.#credential);
    return thrown;
  }

  get #boundContext(): Context {
    if (this.#context === undefined) throw new Error("the caller was not checked");
    return this.#context;
  }
}
