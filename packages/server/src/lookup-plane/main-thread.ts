import { HttpError, overloaded, responseTimeout } from "../http/errors.ts";
import type { Answers, FromThread, PlainError, Question, ToThread } from "./questions.ts";

/** Questions of one thread that are not answered yet. */
const pendingMax = 512;

interface Pending {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface MainThreadPort {
  postMessage(message: FromThread): void;
}

/** Asks the main thread, from a lookup thread. */
export class MainThread {
  readonly #port: MainThreadPort;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(port: MainThreadPort) {
    this.#port = port;
  }

  /**
   * Rejects with an HttpError: the main thread's own, or because too many questions are pending, or when there is no
   * answer in time. An abort rejects too.
   */
  async ask<Kind extends Question["kind"]>(
    question: Question & { readonly kind: Kind },
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Answers[Kind]> {
    if (this.#pending.size >= pendingMax) throw overloaded();
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answers[Kind]>();
    const end = (error: Error) => {
      this.#port.postMessage({ type: "abort", id });
      this.#take(id)?.reject(error);
    };
    const timer = setTimeout(() => end(responseTimeout()), timeoutMs);
    this.#pending.set(id, { resolve, reject, timer });
    const abort = () => end(responseTimeout());
    signal?.addEventListener("abort", abort, { once: true });
    this.#port.postMessage({ type: "question", id, question });
    if (signal?.aborted) abort();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  receive(message: ToThread): void {
    if (message.type === "answer") this.#take(message.id)?.resolve(message.answer as never);
    else if (message.type === "failure") this.#take(message.id)?.reject(fromPlainError(message.error));
  }

  log(level: "warn" | "error" | "info" | "debug", details: object, message: string): void {
    this.#port.postMessage({ type: "log", level, details, message });
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    return pending;
  }
}

/** The error that the main thread had. */
export const fromPlainError = ({ kind, code, message, retryAfterSeconds }: PlainError): HttpError =>
  new HttpError(kind as HttpError["kind"], code as HttpError["code"], message, { retryAfterSeconds });
