import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { RespServer, type RespServerOptions } from "../../src/resp/resp-server.ts";
import { capture, capturedLogger } from "./captured.ts";
import { until } from "./until.ts";

export type Reply = string | number | null | Error | readonly Reply[];

/** Starts a door over the app's sessions before the tests of the file and closes it after them. */
export function useResp(
  options: () => Partial<RespServerOptions> & Pick<RespServerOptions, "sessions">,
): RunningResp {
  const running = {} as { -readonly [Name in keyof RunningResp]: RunningResp[Name] };
  beforeAll(async () => {
    running.server = new RespServer({ logger: capturedLogger(), ...options() });
    running.port = await running.server.listen({ port: 0, host: "127.0.0.1" });
  });
  afterAll(() => running.server.close());
  return running;
}

export interface RunningResp {
  readonly server: RespServer;
  readonly port: number;
}

/** The bytes of a command. */
export const encode = (...words: readonly string[]): Buffer =>
  Buffer.from(`*${words.length}\r\n${words.map((it) => `$${Buffer.byteLength(it)}\r\n${it}\r\n`).join("")}`);

/** A client that sends bytes and decodes replies. */
export class RespClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    socket.on("close", () => {
      this.#isClosed = true;
    });
    socket.on("error", () => {});
  }

  static async open(port: number): Promise<RespClient> {
    const client = new RespClient(connect({ port, host: "127.0.0.1" }));
    await once(client.socket, "connect");
    return client;
  }

  /** A client that has signed in. */
  static async signedIn(port: number, key: string): Promise<RespClient> {
    const client = await RespClient.open(port);
    const reply = await client.ask("AUTH", key);
    if (reply !== "OK") throw new Error(`AUTH returned ${String(reply)}`);
    return client;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The bytes that were received and not read. */
  get received(): string {
    return this.#received.toString();
  }

  async ask(...words: readonly string[]): Promise<Reply> {
    this.socket.write(encode(...words));
    return this.read();
  }

  /** The next reply. Throws when the connection is closed before it. */
  async read(): Promise<Reply> {
    const decoded = await until("a reply was received", () => {
      const found = decode(this.#received, 0);
      if (found === undefined && this.#isClosed) throw new Error("the connection was closed");
      return found;
    });
    this.#received = this.#received.subarray(decoded.end);
    return decoded.reply;
  }

  /** What is received until the server closes the connection. */
  async readAll(): Promise<string> {
    await until("the connection is closed", () => this.#isClosed);
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }
}

interface Decoded {
  readonly reply: Reply;
  readonly end: number;
}

/** The reply that begins at the byte; undefined when it is not complete. Maps are lists of keys and values. */
function decode(bytes: Buffer, start: number): Decoded | undefined {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd === -1) return undefined;
  const end = lineEnd + 2;
  const line = bytes.toString("utf8", start + 1, lineEnd);
  switch (bytes.toString("latin1", start, start + 1)) {
    case "+":
      return { reply: line, end };
    case "-":
      capture(line);
      return { reply: new Error(line), end };
    case ":":
      return { reply: Number(line), end };
    case "_":
      return { reply: null, end };
    case "$":
      return decodeBulk(bytes, end, Number(line));
    case "*":
      return decodeList(bytes, end, Number(line));
    case "%":
      return decodeList(bytes, end, Number(line) * 2);
  }
  throw new Error(`not a reply: ${bytes.toString("utf8", start, lineEnd)}`);
}

function decodeBulk(bytes: Buffer, start: number, length: number): Decoded | undefined {
  if (length === -1) return { reply: null, end: start };
  const end = start + length + 2;
  return bytes.length < end ? undefined : { reply: bytes.toString("utf8", start, end - 2), end };
}

function decodeList(bytes: Buffer, start: number, length: number): Decoded | undefined {
  const reply: Reply[] = [];
  let end = start;
  for (let index = 0; index < length; index++) {
    const decoded = decode(bytes, end);
    if (decoded === undefined) return undefined;
    reply.push(decoded.reply);
    end = decoded.end;
  }
  return { reply, end };
}
