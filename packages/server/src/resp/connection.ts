import type { Socket } from "node:net";
import { lingerMs } from "../http/limits.ts";
import type { Client, Command } from "./command.ts";
import { CommandError, isUnauthenticated, sentenceOf, toCommandError } from "./command-error.ts";
import { findCommand } from "./commands.ts";
import { callerLimits, type RespLimits, strangerLimits } from "./limits.ts";
import type { LookupSession, LookupSessions } from "./lookup-sessions.ts";
import { ReplyWriter } from "./reply-writer.ts";
import { HttpRequest, ProtocolError, RequestParser } from "./request-parser.ts";

/** What the connections of a door share. */
export interface ConnectionParts {
  readonly sessions: LookupSessions;
  readonly limits: RespLimits;
  /** The number of open connections. */
  readonly connections: () => number;
  /** The time of the last sweep, in milliseconds on the monotonic clock. */
  readonly now: () => number;
  readonly onCommand: (name: string) => void;
  /** Calls `sendReplies` at the end of the turn of the event loop. */
  readonly sendLater: (connection: Connection) => void;
  /** Called with everything that a command throws, also a refusal. */
  readonly onError: (thrown: unknown) => void;
  /** Called when there is a caller, and when there is none any more. */
  readonly onSession: (connection: Connection, hasCaller: boolean) => void;
}

/** How many commands are executed between two looks at the clock. */
const strideLength = 32;
/** The number of bytes from which replies are written before the next command. */
const flushLength = 32 * 1024;

/** One client: executes its commands one after the other, in their order, and sends the replies of a turn at once. */
export class Connection implements Client {
  readonly id: number;
  readonly reply = new ReplyWriter();
  name = "";
  readonly #socket: Socket;
  readonly #parts: ConnectionParts;
  readonly #parser = new RequestParser();
  /** Received while a command was being executed. */
  readonly #received: Buffer[] = [];
  readonly #closed = new AbortController();
  #session: LookupSession | undefined;
  /** Whether the caller was checked since the last wait: what was received until then was sent before the check. */
  #isChecked = false;
  #isExecuting = false;
  /** Whether the connection is closed when all received commands are executed. */
  #isEnding = false;
  /** Whether no further command is executed. */
  #hasQuit = false;
  /** Since when the connection waits for the client to read and to close it. */
  #finishedSince: number | undefined;
  #activeAt: number;
  /** Since when there is no caller. */
  #strangerSince: number | undefined;
  /** Since when the client has to read before its next command is executed. */
  #blockedSince: number | undefined;

  constructor(id: number, socket: Socket, parts: ConnectionParts) {
    this.id = id;
    this.#socket = socket;
    this.#parts = parts;
    this.#activeAt = parts.now();
    this.#strangerSince = parts.now();
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("drain", () => this.#unblock());
    socket.on("end", () => this.end());
    socket.on("close", () => this.#closed.abort());
    // The close event follows.
    socket.on("error", () => {});
  }

  get connections(): number {
    return this.#parts.connections();
  }

  get session(): LookupSession {
    if (this.#session === undefined) throw new CommandError("NOAUTH", "Authentication required.");
    return this.#session;
  }

  async signIn(credential: string): Promise<void> {
    const address = this.#socket.remoteAddress ?? "";
    const session = await this.#parts.sessions.signIn(credential, { address, signal: this.#closed.signal });
    if ("error" in session) {
      if (session.closes) this.quit();
      const { error } = session;
      const isEmpty = error.code === "credential_missing";
      throw new CommandError(
        "WRONGPASS",
        isEmpty ? "Send an API key or a JWT with AUTH." : sentenceOf(error),
      );
    }
    this.#setSession(session);
  }

  reset(): void {
    this.#setSession(undefined);
    this.name = "";
    this.reply.protocol = 2;
  }

  quit(): void {
    this.#hasQuit = true;
  }

  /** Closes the connection after the commands that were received. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isBusy) this.#run();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Closes the connection when one of its times is over. */
  sweep(now: number): void {
    const { signInMs, idleMs, slowReaderMs } = this.#parts.limits;
    const isOver = (since: number | undefined, ms: number) => since !== undefined && now - since >= ms;
    const finishMs = this.#socket.writableLength === 0 ? lingerMs : slowReaderMs;
    if (isOver(this.#strangerSince, signInMs) || isOver(this.#blockedSince, slowReaderMs)) this.destroy();
    else if (isOver(this.#finishedSince, finishMs)) this.destroy();
    else if (!this.#isExecuting && isOver(this.#activeAt, idleMs)) this.destroy();
  }

  get #isBusy(): boolean {
    return this.#isExecuting || this.#blockedSince !== undefined || this.#finishedSince !== undefined;
  }

  #receive(chunk: Buffer): void {
    if (this.#finishedSince !== undefined) return;
    this.#activeAt = this.#parts.now();
    if (this.#isBusy) {
      this.#received.push(chunk);
      // Until then the socket is read, so that a client that leaves is noticed.
      this.#socket.pause();
      return;
    }
    this.#parser.append(chunk);
    this.#run();
  }

  #run(): void {
    this.#isChecked = false;
    try {
      this.#executeAll();
    } catch (error) {
      this.#stop(error);
      return;
    }
    if (this.#hasQuit || (this.#isEnding && !this.#isBusy)) {
      this.sendReplies();
      this.#finish();
    } else if (this.reply.length > 0) this.#parts.sendLater(this);
  }

  #executeAll(): void {
    let endsAt = Number.POSITIVE_INFINITY;
    for (let count = 1; !this.#isBusy && !this.#hasQuit && this.#parser.next(); count++) {
      this.#execute();
      if (this.reply.length >= flushLength) this.sendReplies();
      if (count % strideLength !== 0 || this.#isBusy) continue;
      const now = performance.now();
      if (now >= endsAt) this.#yield();
      if (count === strideLength) endsAt = now + this.#parts.limits.sliceMs;
    }
  }

  #execute(): void {
    try {
      const command = findCommand(this.#parser, this.#session !== undefined);
      this.#parts.onCommand(command.name);
      const checking = command.isOpen ? undefined : this.#check();
      if (checking !== undefined) this.#waitFor(checking.then(() => command.execute(this, this.#parser)));
      else this.#start(command);
    } catch (error) {
      this.#fail(error);
    }
  }

  #start(command: Command): void {
    const executing = command.execute(this, this.#parser);
    if (executing instanceof Promise) this.#waitFor(executing);
  }

  #check(): Promise<void> | undefined {
    if (this.#isChecked) return undefined;
    const checking = this.session.recheck();
    this.#isChecked = checking === undefined;
    return checking;
  }

  /** Lets other requests be served before the next command. */
  #yield(): void {
    this.#waitFor(new Promise((resolve) => setImmediate(resolve)));
  }

  /** The next command is executed afterwards. */
  #waitFor(executing: Promise<void>): void {
    this.#isExecuting = true;
    const next = () => {
      this.#isExecuting = false;
      this.#resume();
    };
    executing.catch((error) => this.#fail(error)).then(next);
  }

  #resume(): void {
    if (this.#isBusy || this.#socket.destroyed) return;
    if (this.#socket.isPaused()) this.#socket.resume();
    for (const chunk of this.#received.splice(0)) this.#parser.append(chunk);
    this.#run();
  }

  #fail(thrown: unknown): void {
    this.#parts.onError(thrown);
    if (isUnauthenticated(thrown)) this.#setSession(undefined);
    const { word, message } = toCommandError(thrown);
    this.reply.error(word, message);
  }

  /** Nothing can be read after a protocol error. An HTTP request gets no answer that its client could mistake for one. */
  #stop(error: unknown): void {
    this.#parts.onError(error);
    if (error instanceof HttpRequest) {
      this.destroy();
      return;
    }
    const sentence = error instanceof ProtocolError ? error.message : "the input cannot be read";
    this.reply.error("ERR", `Protocol error: ${sentence}`);
    this.sendReplies();
    this.#finish();
  }

  /** What the client still sends is discarded: closing at once would discard the replies instead. */
  #finish(): void {
    this.#finishedSince = this.#parts.now();
    this.#socket.end();
    this.#socket.resume();
  }

  #setSession(session: LookupSession | undefined): void {
    this.#session = session;
    this.#isChecked = false;
    this.#parser.limits = session === undefined ? strangerLimits : callerLimits;
    this.#strangerSince = session === undefined ? this.#parts.now() : undefined;
    this.#parts.onSession(this, session !== undefined);
  }

  /** Sends what was written to `reply`. */
  sendReplies(): void {
    this.reply.flush((replies) => this.#send(replies));
    if (this.#socket.writableLength < this.#parts.limits.unreadBytesMax) return;
    this.#blockedSince ??= this.#parts.now();
  }

  /** Returns whether the socket does not need the bytes any more. */
  #send(replies: Buffer): boolean {
    if (!this.#socket.writable) return true;
    this.#socket.write(replies);
    return this.#socket.writableLength === 0;
  }

  #unblock(): void {
    this.#blockedSince = undefined;
    this.#resume();
  }
}
