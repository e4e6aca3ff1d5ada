import type { ListenOptions } from "node:net";
import { setTimeout } from "node:timers/promises";
import { CredentialEpochs } from "../core/auth/credential-epochs.ts";
import { backlog } from "../http/limits.ts";
import { listenAt } from "../http/listen-at.ts";
import type { TlsOptions } from "../http/listener.ts";
import { createDelayHistogram, delaySeconds } from "../http/observability/event-loop-delay.ts";
import { RespServer } from "../resp/resp-server.ts";
import { RouteIndexReader } from "../routing/route-index-reader.ts";
import { Callers } from "./callers.ts";
import { HttpDoor } from "./http-door.ts";
import { MainThread } from "./main-thread.ts";
import type { DoorName, ToThread } from "./questions.ts";
import { ThreadCounters } from "./thread-counters.ts";
import type { DoorAddress, ThreadOptions } from "./thread-options.ts";
import { ThreadSessions } from "./thread-sessions.ts";

/** Time for the responses of a thread to be read at a shutdown. */
const drainMs = 2000;
/** Time for the doors to close after it. */
const exitMs = 500;
const delayIntervalMs = 5000;
const countIntervalMs = 500;

interface Door {
  /** Resolves with the port. */
  listen(options: ListenOptions): Promise<number>;
  close(): Promise<void>;
  /** For new connections. */
  setCertificate(tls: TlsOptions): void;
}

/** One thread that answers lookups. It ends when the main thread stops it. */
export class LookupThread {
  readonly #options: ThreadOptions;
  readonly #main: MainThread;
  readonly #counters: ThreadCounters;
  readonly #index: RouteIndexReader;
  readonly #callers: Callers;
  readonly #doors: Door[] = [];

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#main = new MainThread(options.port);
    this.#counters = new ThreadCounters(options.counters);
    this.#index = new RouteIndexReader(options.index);
    const services = { routeIndexSync: this.#index, lookupCounts: this.#counters, now: Date.now };
    const epochs = new CredentialEpochs(options.epochs);
    this.#callers = new Callers(this.#main, epochs, this.#counters, services);
  }

  /** Reports the ports to the main thread. */
  async start(): Promise<void> {
    const { port, doors } = this.#options;
    port.on("message", (message: ToThread) => {
      if (message.type === "stop") void this.#stop();
      else if (message.type === "certificate") this.#renewCertificate(message.tls);
      else this.#main.receive(message);
    });
    this.#measureDelays();
    const ports: Partial<Record<DoorName, number>> = {};
    if (doors.http) ports.http = await this.#open(this.#httpDoor(), doors.http);
    if (doors.resp) ports.resp = await this.#open(this.#respDoor(), doors.resp);
    port.postMessage({ type: "listening", ports });
  }

  #renewCertificate(tls: TlsOptions): void {
    for (const door of this.#doors) door.setCertificate(tls);
  }

  #open(door: Door, address: DoorAddress): Promise<number> {
    this.#doors.push(door);
    return door.listen({ ...address, backlog, reusePort: this.#options.sharesPorts });
  }

  #httpDoor(): Door {
    const { limits, hasCors, answersFromMemory, tls } = this.#options;
    const door = new HttpDoor({
      callers: this.#callers,
      main: this.#main,
      counters: this.#counters,
      limits,
      hasCors,
      answersFromMemory,
      isReady: () => this.#index.snapshot !== undefined,
      tls,
    });
    return {
      listen: (options) => listenAt(door.server, options),
      close: () => door.close(drainMs),
      setCertificate: (tls) => door.setCertificate(tls),
    };
  }

  #respDoor(): Door {
    const server = new RespServer({
      sessions: new ThreadSessions(this.#callers, this.#main),
      logger: { error: (details: object, message = "") => this.#main.log("error", details, message) },
      limits: { drainMs },
      tls: this.#options.tls,
    });
    this.#copyStats(server);
    return server;
  }

  /** A door waits for every socket, also for those that have not begun TLS, which it cannot close itself. */
  async #stop(): Promise<void> {
    const closed = Promise.all(this.#doors.map((door) => door.close()));
    await Promise.race([closed, setTimeout(drainMs + exitMs)]);
    process.exit();
  }

  /** Copies the counts of the RESP server to the counters, which a former thread may have begun. */
  #copyStats(server: RespServer): void {
    const counters = this.#counters;
    const before = { commands: counters.get("respCommands"), errors: counters.get("respErrors") };
    const timer = setInterval(() => {
      const { connections, commands, errors } = server.stats;
      counters.set("respConnections", connections);
      counters.set("respCommands", before.commands + sumOf(commands));
      counters.set("respErrors", before.errors + sumOf(errors));
    }, countIntervalMs);
    timer.unref();
  }

  /** Writes the delay of the event loop in the last interval to the counters. */
  #measureDelays(): void {
    const delays = createDelayHistogram();
    delays.enable();
    const delayMs = (quantile: number) => 1000 * delaySeconds(delays, quantile);
    const timer = setInterval(() => {
      this.#counters.set("delayP50", delayMs(0.5));
      this.#counters.set("delayP99", delayMs(0.99));
      this.#counters.set("delayMax", delayMs(1));
      delays.reset();
    }, delayIntervalMs);
    timer.unref();
  }
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
