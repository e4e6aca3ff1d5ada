import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, Server as TlsServer } from "node:tls";
import type { Logger } from "pino";
import { listenAt } from "../http/listen-at.ts";
import { isInternal, toCommandError } from "./command-error.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import { defaultRespLimits, type RespLimits } from "./limits.ts";
import type { LookupSessions } from "./lookup-sessions.ts";
import { HttpRequest, ProtocolError } from "./request-parser.ts";

export interface RespServerOptions {
  readonly sessions: LookupSessions;
  readonly logger: Pick<Logger, "error">;
  /** Without it, the connections are not encrypted. */
  readonly tls?: TlsOptions | undefined;
  /** Overrides of the default limits. */
  readonly limits?: Partial<RespLimits> | undefined;
  /** Overrides the monotonic clock, in milliseconds, for tests. */
  readonly now?: (() => number) | undefined;
}

/** Counts since the start, for the metrics; `connections` is the present number. */
export interface RespStats {
  readonly connections: number;
  readonly rejectedConnections: number;
  /** By name. */
  readonly commands: ReadonlyMap<string, number>;
  /** By the first word of the reply, and `PROTOCOL`. */
  readonly errors: ReadonlyMap<string, number>;
}

const sweepMs = 1000;
/** Interval of the probes that find clients which are gone. */
const keepAliveMs = 60_000;
/** Connections that are accepted to tell them that there are too many. */
const spareConnections = 100;

/** Answers route lookups over the Redis protocol, versions 2 and 3. One per thread. */
export class RespServer {
  readonly #server: Server;
  readonly #limits: RespLimits;
  readonly #parts: ConnectionParts;
  readonly #logger: RespServerOptions["logger"];
  readonly #clock: () => number;
  readonly #connections = new Set<Connection>();
  /** Those without a caller, the oldest first. */
  readonly #strangers = new Set<Connection>();
  /** Those that have replies to send in this turn. */
  readonly #sending = new Set<Connection>();
  readonly #commands = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  #rejected = 0;
  #lastId = 0;
  #now: number;
  #sweeps: NodeJS.Timeout | undefined;

  constructor({ sessions, logger, tls, limits, now = () => performance.now() }: RespServerOptions) {
    this.#limits = { ...defaultRespLimits, ...limits };
    this.#logger = logger;
    this.#clock = now;
    this.#now = now();
    this.#parts = {
      sessions,
      limits: this.#limits,
      connections: () => this.#connections.size,
      now: () => this.#now,
      onCommand: (name) => increment(this.#commands, name),
      sendLater: (connection) => this.#sendLater(connection),
      onError: (thrown) => this.#recordError(thrown),
      onSession: (connection, hasCaller) => this.#setStranger(connection, !hasCaller),
    };
    const options = { allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs };
    const accept = (socket: Socket) => this.#accept(socket);
    this.#server =
      tls === undefined
        ? createServer(options, accept)
        : createTlsServer({ ...options, ...tls, handshakeTimeout: this.#limits.signInMs }, accept);
    this.#server.maxConnections = this.#limits.connectionsMax + spareConnections;
  }

  /** Resolves with the port. */
  async listen(options: ListenOptions): Promise<number> {
    const port = await listenAt(this.#server, options);
    this.#sweeps ??= setInterval(() => this.sweep(), sweepMs).unref();
    return port;
  }

  /** For new connections of a server with TLS. */
  setCertificate(tls: TlsOptions): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext(tls);
  }

  get stats(): RespStats {
    return {
      connections: this.#connections.size,
      rejectedConnections: this.#rejected,
      commands: this.#commands,
      errors: this.#errors,
    };
  }

  /** Closes the connections whose time is over. */
  sweep(): void {
    this.#now = this.#clock();
    for (const connection of this.#connections) connection.sweep(this.#now);
  }

  /** Accepts no more connections, executes the commands that were received, and closes. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const connection of this.#connections) connection.end();
    const timer = setTimeout(() => this.#destroyAll(), this.#limits.drainMs);
    await promise;
    clearTimeout(timer);
    clearInterval(this.#sweeps);
  }

  #destroyAll(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= this.#limits.connectionsMax) {
      this.#reject(socket);
      return;
    }
    this.#now = this.#clock();
    const connection = new Connection(++this.#lastId, socket, this.#parts);
    this.#connections.add(connection);
    this.#setStranger(connection, true);
    socket.on("close", () => {
      this.#connections.delete(connection);
      this.#strangers.delete(connection);
    });
  }

  #reject(socket: Socket): void {
    this.#rejected += 1;
    socket.on("error", () => {});
    socket.end("-ERR max number of clients reached\r\n");
    socket.destroySoon();
  }

  /**
   * After all connections were read: a client is woken once for several replies, and the thread's caches serve one kind of
   * work after the other.
   */
  #sendLater(connection: Connection): void {
    if (this.#sending.size === 0) setImmediate(this.#sendAll);
    this.#sending.add(connection);
  }

  readonly #sendAll = (): void => {
    const connections = [...this.#sending];
    this.#sending.clear();
    for (const connection of connections) connection.sendReplies();
  };

  #setStranger(connection: Connection, isStranger: boolean): void {
    this.#strangers.delete(connection);
    if (!isStranger) return;
    this.#strangers.add(connection);
    const [oldest] = this.#strangers;
    if (this.#strangers.size > this.#limits.strangersMax) oldest?.destroy();
  }

  #recordError(thrown: unknown): void {
    if (thrown instanceof ProtocolError || thrown instanceof HttpRequest) {
      increment(this.#errors, "PROTOCOL");
      return;
    }
    increment(this.#errors, toCommandError(thrown).word);
    if (isInternal(thrown)) this.#logger.error({ err: thrown }, "a command failed");
  }
}

const increment = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
