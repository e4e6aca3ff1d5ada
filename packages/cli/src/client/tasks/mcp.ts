import { createInterface } from "node:readline";
import { type ConnectionOptions, resolveConnection } from "../connection.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure } from "../failure.ts";
import { type Io, note, write } from "../io.ts";

/** A message of JSON-RPC, as far as its head must repeat it. */
interface Message {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: {
    readonly name?: unknown;
    readonly uri?: unknown;
    readonly _meta?: Readonly<Record<string, unknown>>;
  };
}

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Passes the messages of a Model Context Protocol client, one a line, on to the server, and its answers back. Standard
 * output has nothing else.
 */
export async function mcp(io: Io, _args: readonly unknown[], options: ConnectionOptions): Promise<number> {
  try {
    if (options.keyFile === "-")
      throw new CommandError("Standard input has the messages: use another --key-file.");
    const bridge = new Bridge(io, await targetOf(io, options));
    const lines = createInterface({ input: io.stdin, signal: io.signal });
    const pending = new Set<Promise<void>>();
    for await (const line of lines) {
      if (line.trim() === "") continue;
      const passed: Promise<void> = bridge.pass(line).finally(() => pending.delete(passed));
      pending.add(passed);
    }
    await Promise.all(pending);
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, "table");
  }
}

async function targetOf(io: Io, options: ConnectionOptions): Promise<Target> {
  const { url, key, organization } = await resolveConnection(io, options);
  if (key === undefined) throw new CommandError("There is no key. Store one with: whoseline login");
  return {
    url: `${url.replace(/\/+$/, "")}/mcp`,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(organization !== undefined && { "whoseline-organization": organization }),
    },
  };
}

const versionKey = "io.modelcontextprotocol/protocolVersion";
const internalError = -32603;
const parseError = -32700;

class Bridge {
  readonly #io: Io;
  readonly #target: Target;
  /** Of clients that agree on one at the start. */
  #version: string | undefined;

  constructor(io: Io, target: Target) {
    this.#io = io;
    this.#target = target;
  }

  /** Never rejects: what fails is an answer too. */
  async pass(line: string): Promise<void> {
    const message = parse(line);
    if (message === undefined) return this.#answer(failure(null, parseError, "A line is not JSON."));
    const { id } = message;
    try {
      const answers = await this.#send(line, message);
      for (const answer of answers) await this.#answer(answer);
    } catch (error) {
      const why = this.#io.signal.aborted
        ? "The bridge stops."
        : `The server cannot be reached: ${reasonOf(error)}`;
      note(this.#io, why);
      if (id !== undefined) await this.#answer(failure(id, internalError, why));
    }
  }

  async #send(line: string, message: Message): Promise<readonly object[]> {
    const { url, headers } = this.#target;
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, ...this.#headersOf(message) },
      body: line,
      signal: this.#io.signal,
      redirect: "error",
    });
    const answers = messagesOf(await response.text());
    for (const answer of answers) this.#noteVersion(answer);
    if (answers.length > 0 || message.id === undefined) return answers.map((it) => withId(it, message.id));
    return [failure(message.id, internalError, `The server answers with the status ${response.status}.`)];
  }

  /** The protocol has HTTP repeat parts of a message in its head, for proxies. */
  #headersOf({ method, params }: Message): Record<string, string> {
    const own = params?._meta?.[versionKey];
    if (typeof own !== "string")
      return this.#version === undefined ? {} : { "mcp-protocol-version": this.#version };
    const name = params?.name ?? params?.uri;
    return {
      "mcp-protocol-version": own,
      ...(method !== undefined && { "mcp-method": method }),
      ...(typeof name === "string" && /^[\x21-\x7e]+$/.test(name) && { "mcp-name": name }),
    };
  }

  #noteVersion(answer: { readonly result?: { readonly protocolVersion?: unknown } }): void {
    const version = answer.result?.protocolVersion;
    if (typeof version === "string") this.#version = version;
  }

  #answer(message: object): Promise<void> {
    return write(this.#io.stdout, `${JSON.stringify(message)}\n`);
  }
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The messages of an answer: a JSON body, or the data of an event stream. */
function messagesOf(body: string): readonly object[] {
  const texts = body.startsWith("{")
    ? [body]
    : Array.from(body.matchAll(/^data: ?(.+)$/gm), ([, data = ""]) => data);
  return texts.flatMap((text) => parse(text) ?? []);
}

/** An error of HTTP has no id: it belongs to the message that was sent. */
const withId = (answer: object, id: Message["id"]): object =>
  "id" in answer && answer.id === null && id !== undefined ? { ...answer, id } : answer;

const failure = (id: Message["id"], code: number, message: string): object => ({
  jsonrpc: "2.0",
  id,
  error: { code, message },
});

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
};
