import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Receives the body, and whether the request succeeded or was rejected temporarily. */
export type OnAnswer = (body: string, isDone: boolean) => void;

const headEnd = Buffer.from("\r\n\r\n");

/**
 * A persistent connection with one request in flight. It reads as little of a response as possible, so that the
 * client costs no more than the server. Any status except 2xx and 503 ends the benchmark.
 */
export class Connection {
  readonly #socket: Socket;
  #pending: Buffer | undefined;
  #onAnswer: OnAnswer | undefined;

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return new Connection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
  }

  send(request: Buffer, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(request);
  }

  ask(request: Buffer): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.send(request, (body, isDone) => (isDone ? resolve(body) : reject(new Error(body))));
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk]);
    const answer = answerIn(bytes);
    this.#pending = answer === undefined ? bytes : undefined;
    if (answer !== undefined) this.#onAnswer?.(answer.body, answer.isDone);
  }
}

/** The body, once it is complete. */
function answerIn(bytes: Buffer): { body: string; isDone: boolean } | undefined {
  const bodyAt = bytes.indexOf(headEnd) + headEnd.length;
  if (bodyAt < headEnd.length) return undefined;
  const head = bytes.toString("latin1", 0, bodyAt);
  const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1]);
  if (bytes.length < bodyAt + length) return undefined;
  const body = bytes.toString("latin1", bodyAt, bodyAt + length);
  const isDone = head.startsWith("HTTP/1.1 2");
  if (!isDone && !head.startsWith("HTTP/1.1 503")) throw new Error(`a request was refused: ${head}${body}`);
  return { body, isDone };
}

export function requestOf(
  method: "GET" | "POST" | "PUT" | "PATCH",
  path: string,
  credential: string,
  body = method === "GET" ? "" : "{}",
): Buffer {
  const head = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", `authorization: Bearer ${credential}`];
  const end =
    method === "GET"
      ? ["", ""]
      : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`, "", body];
  return Buffer.from([...head, ...end].join("\r\n"), "latin1");
}
