import { extname } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { loggableError } from "../http/observability/loggable-error.ts";
import { type LookupGateway, toPlainError } from "./gateway.ts";
import type { LookupPlane, LookupPlaneParts } from "./lookup-plane.ts";
import type { FromThread, Question } from "./questions.ts";
import { ThreadCounters } from "./thread-counters.ts";
import { threadEnd } from "./thread-end.ts";
import type { ThreadOptions } from "./thread-options.ts";

export interface WorkerParts extends Omit<LookupPlaneParts, "settings"> {
  readonly doors: ThreadOptions["doors"];
  readonly sharesPorts: boolean;
  readonly settings: LookupPlaneParts["settings"];
  readonly gateway: LookupGateway;
}

/** The first pause before a thread that ended by itself is replaced; doubles up to the maximum. */
const replaceMs = 100;
const replaceMaxMs = 5000;
/** A thread that ran for this long did not fail at once. */
const soundMs = 30_000;

/** One lookup thread, as the main thread sees it: answers its questions, and replaces it when it ends by itself. */
export class LookupWorker {
  readonly number: number;
  /** Kept when the thread is replaced. */
  readonly counters = new ThreadCounters();
  /** How often the thread was replaced. */
  restarts = 0;
  readonly #parts: WorkerParts;
  #thread: Worker | undefined;
  #port: MessagePort | undefined;
  #startedAt = 0;
  #hasListened = false;
  #pauseMs = replaceMs;
  #replacing: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(number: number, parts: WorkerParts) {
    this.number = number;
    this.#parts = parts;
  }

  /** Resolves with the ports when the thread listens. */
  async start(): Promise<LookupPlane["ports"]> {
    const { port1, port2 } = new MessageChannel();
    const thread = this.#open(port2);
    [this.#thread, this.#port, this.#startedAt] = [thread, port1, performance.now()];
    const listening = Promise.withResolvers<LookupPlane["ports"]>();
    const pending = new Map<number, AbortController>();
    port1.on("message", (message: FromThread) => {
      if (message.type === "listening") {
        this.#hasListened = true;
        listening.resolve(message.ports);
      }
      if (message.type === "question") void this.#answer(port1, message.id, message.question, pending);
      else if (message.type === "abort") pending.get(message.id)?.abort();
      else if (message.type === "log") this.#parts.logger[message.level](message.details, message.message);
    });
    thread.on("error", (error) => {
      listening.reject(error);
      this.#parts.logger.error({ thread: this.number, err: loggableError(error) }, "a lookup thread failed");
    });
    thread.on("exit", () => {
      port1.close();
      listening.reject(new Error("a lookup thread ended before it listened"));
      for (const controller of pending.values()) controller.abort();
      this.#ended(thread);
    });
    return listening.promise;
  }

  /** Has the thread answer its requests in flight, and waits until it has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#replacing);
    const thread = this.#thread;
    if (thread === undefined) return;
    const ended = threadEnd(thread);
    this.#port?.postMessage({ type: "stop" });
    await ended;
  }

  /** Has the thread use the present certificate for new connections. */
  renewCertificate(): void {
    this.#port?.postMessage({ type: "certificate", tls: this.#parts.settings.certificate?.tls });
  }

  /** Ends the thread as if it had failed, for tests. */
  async terminate(): Promise<void> {
    await this.#thread?.terminate();
  }

  #open(port: MessagePort): Worker {
    const { doors, sharesPorts, limits, hasCors, answersFromMemory, settings, installation } = this.#parts;
    const epochs = this.#parts.epochs ?? installation.credentialEpochs;
    const index = installation.routeIndexSync.openReader();
    const options: ThreadOptions = {
      ...{ doors, sharesPorts, limits, hasCors, answersFromMemory, port, index },
      tls: settings.certificate?.tls,
      epochs: epochs.buffer,
      counters: this.counters.buffer,
    };
    const extension = extname(import.meta.filename);
    return new Worker(new URL(`./thread${extension}`, import.meta.url), {
      name: `lookup-${this.number}`,
      workerData: options,
      transferList: [port, index.port],
      execArgv: [],
    });
  }

  async #answer(
    port: MessagePort,
    id: number,
    question: Question,
    pending: Map<number, AbortController>,
  ): Promise<void> {
    const controller = new AbortController();
    pending.set(id, controller);
    try {
      const answer = await this.#parts.gateway.answer(question, controller.signal);
      port.postMessage({ type: "answer", id, answer });
    } catch (thrown) {
      const error = toPlainError(thrown);
      if (error.kind === "internal")
        this.#parts.logger.error({ err: loggableError(thrown) }, "a question of a lookup thread failed");
      port.postMessage({ type: "failure", id, error });
    } finally {
      pending.delete(id);
    }
  }

  #ended(thread: Worker): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    for (const name of ["httpConnections", "respConnections"] as const) this.counters.set(name, 0);
    if (this.#isStopping || !this.#hasListened) return;
    this.#pauseMs =
      performance.now() - this.#startedAt > soundMs ? replaceMs : Math.min(2 * this.#pauseMs, replaceMaxMs);
    this.restarts += 1;
    this.#parts.logger.error({ thread: this.number }, "a lookup thread ended and is replaced");
    this.#replacing = setTimeout(() => void this.start().catch(() => {}), this.#pauseMs);
  }
}
