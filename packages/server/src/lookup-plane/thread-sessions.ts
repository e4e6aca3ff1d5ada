import { randomUUID } from "node:crypto";
import {
  type Inbound,
  type Line,
  lookUpInboundInMemory,
  lookUpOutboundInMemory,
  lookUpPlainInMemory,
  type MemoryContext,
  type Outbound,
  type OutboundUser,
  type PlainLine,
} from "../core/routing/route-lookups.ts";
import { HttpError } from "../http/errors.ts";
import type { Provider } from "../model.ts";
import type { LookupSession, LookupSessions, RejectedSignIn, SignInClient } from "../resp/lookup-sessions.ts";
import type { CallerEntry, Callers } from "./callers.ts";
import { fromPlainError, type MainThread } from "./main-thread.ts";

/** Longer than the delay of a failed sign-in. */
const signInTimeoutMs = 10_000;
const lookupTimeoutMs = 5000;

/** Sessions of a lookup thread. */
export class ThreadSessions implements LookupSessions {
  readonly #callers: Callers;
  readonly #main: MainThread;

  constructor(callers: Callers, main: MainThread) {
    this.#callers = callers;
    this.#main = main;
  }

  async signIn(credential: string, client: SignInClient): Promise<LookupSession | RejectedSignIn> {
    const session = new ThreadSession(this.#callers, this.#main, credential, client.address);
    try {
      await session.signIn();
      return session;
    } catch (thrown) {
      if (!isUnauthenticated(thrown)) throw thrown;
      return this.#reject(thrown, credential, client);
    }
  }

  /** The main thread counts and logs the failed sign-in, and delays its answer. */
  async #reject(error: HttpError, credential: string, client: SignInClient): Promise<RejectedSignIn> {
    const { address, signal } = client;
    const question = { kind: "signIn", credential, address } as const;
    const answer = await this.#main.ask(question, signInTimeoutMs, signal);
    return { error: answer.error ? fromPlainError(answer.error) : error, closes: answer.closes };
  }
}

class ThreadSession implements LookupSession {
  readonly #callers: Callers;
  readonly #main: MainThread;
  readonly #credential: string;
  readonly #address: string;
  readonly #requestId = randomUUID();
  #entry: CallerEntry | undefined;
  #context: MemoryContext | undefined;

  constructor(callers: Callers, main: MainThread, credential: string, address: string) {
    this.#callers = callers;
    this.#main = main;
    this.#credential = credential;
    this.#address = address;
  }

  /** Throws when the credential is invalid. What it permits is checked with every command. */
  async signIn(): Promise<void> {
    try {
      await this.#ask();
    } catch (thrown) {
      if (!(thrown instanceof HttpError) || thrown.kind !== "forbidden") throw thrown;
    }
  }

  recheck(): Promise<void> | undefined {
    const at = performance.now();
    this.#entry = this.#callers.findUsable(this.#credential, this.#entry, at);
    if (this.#entry === undefined) return this.#recheckInMain();
    this.#callers.recordUse(this.#entry, this.#credential, this.#requestId, at);
    this.#context = this.#entry.caller.context;
    return undefined;
  }

  inbound(line: Line): Inbound | Promise<Inbound> {
    const answer = lookUpInboundInMemory(this.#boundContext, line);
    if (answer !== undefined) return answer;
    return this.#main.ask({ kind: "inbound", credential: this.#credential, line }, lookupTimeoutMs);
  }

  plainInbound(provider: Provider, key: number, target: PlainLine): number | undefined {
    return lookUpPlainInMemory(this.#boundContext, provider, key, target);
  }

  outbound(user: OutboundUser): Outbound | Promise<Outbound> {
    const answer = lookUpOutboundInMemory(this.#boundContext, user);
    if (answer !== undefined) return answer;
    return this.#main.ask({ kind: "outbound", credential: this.#credential, user }, lookupTimeoutMs);
  }

  async #recheckInMain(): Promise<void> {
    this.#context = undefined;
    try {
      await this.#ask();
    } catch (thrown) {
      if (isUnauthenticated(thrown)) this.#recordFailure();
      throw thrown;
    }
  }

  async #ask(): Promise<void> {
    this.#entry = await this.#callers.ask(this.#credential, this.#requestId);
    this.#context = this.#entry.caller.context;
  }

  /** A credential that is no longer valid counts as a failed sign-in. */
  #recordFailure(): void {
    const question = { kind: "signIn", credential: this.#credential, address: this.#address } as const;
    this.#main.ask(question, signInTimeoutMs).catch(() => {});
  }

  get #boundContext(): MemoryContext {
    if (this.#context === undefined) throw new Error("the caller was not checked");
    return this.#context;
  }
}

const isUnauthenticated = (thrown: unknown): thrown is HttpError =>
  thrown instanceof HttpError && thrown.kind === "unauthenticated";
