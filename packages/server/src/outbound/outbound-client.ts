import type { Agent } from "undici";
import type {
  Outbound,
  OutboundExchange,
  OutboundExchangeResult,
  OutboundFailure,
  OutboundRequest,
  OutboundResult,
} from "../core/kernel/outbound.ts";
import { AddressNotAllowed, HostGuard, type HostGuardOptions } from "./host-guard.ts";

/** Maximum time of a request, from the lookup of the host to the last byte that is kept, in milliseconds. */
const outboundTimeoutMs = 15_000;
/** Bytes of a response that are kept. */
const keptBytesMax = 2048;
/** Bytes of a response that is read completely. */
const completeBytesMax = 16 * 1024 * 1024;

const connectionsPerOrigin = 64;

export interface OutboundOptions extends HostGuardOptions {
  /** 15 seconds by default. */
  readonly timeoutMs?: number | undefined;
}

/** Sends requests to addresses that users have chosen. Never follows a redirect. */
export class OutboundClient implements Outbound {
  readonly #guard: HostGuard;
  readonly #timeoutMs: number;
  #agent: Promise<Agent> | undefined;
  #isClosed = false;

  constructor({ timeoutMs = outboundTimeoutMs, ...options }: OutboundOptions = {}) {
    this.#guard = new HostGuard(options);
    this.#timeoutMs = timeoutMs;
  }

  /** Why the URL cannot be used, to follow its name in a sentence; undefined when it can. */
  urlProblem(url: string): Promise<string | undefined> {
    return this.#guard.currentProblem(url);
  }

  /** Sends a POST and reads the beginning of the response. Never rejects. */
  async post(request: OutboundRequest): Promise<OutboundResult> {
    const startedAt = performance.now();
    const durationMs = () => Math.round(performance.now() - startedAt);
    try {
      const { statusCode, headers, text } = await this.#exchange({ ...request, method: "POST" }, beginningOf);
      const retryAfter = headers["retry-after"];
      return {
        status: statusCode,
        body: text,
        retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
        durationMs: durationMs(),
      };
    } catch (error) {
      return { failure: failureOf(error), durationMs: durationMs() };
    }
  }

  /** Sends a request and reads the complete response. Never rejects. */
  async send(request: OutboundExchange): Promise<OutboundExchangeResult> {
    try {
      const { statusCode, headers, text } = await this.#exchange(request, completeText);
      return { status: statusCode, headers: joined(headers), text };
    } catch (error) {
      return { failure: error instanceof ResponseTooLarge ? "response_too_large" : failureOf(error) };
    }
  }

  async #exchange(
    { method, url, headers, body, signal: callers }: OutboundExchange,
    read: (body: AsyncIterable<Buffer>) => Promise<string>,
  ) {
    if (this.#guard.urlProblem(url) !== undefined) throw new UrlNotAllowed();
    // Not `AbortSignal.timeout`, which is collected with its timer when nothing else refers to it.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new TimedOut()), this.#timeoutMs);
    try {
      const signal = callers === undefined ? limit.signal : AbortSignal.any([limit.signal, callers]);
      const { request } = await loadLibrary();
      const dispatcher = await this.#openAgent();
      const response = await request(url, {
        ...{ method: method as "POST", headers, dispatcher, signal },
        ...(body !== undefined && { body }),
      });
      return {
        statusCode: response.statusCode,
        headers: response.headers,
        text: await read(response.body),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the requests in flight. Later ones fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await (await this.#agent)?.destroy();
  }

  #openAgent(): Promise<Agent> {
    if (this.#isClosed) throw new Error("The client is closed.");
    this.#agent ??= this.#createAgent();
    return this.#agent;
  }

  async #createAgent(): Promise<Agent> {
    const { Agent, buildConnector } = await loadLibrary();
    const timeoutMs = this.#timeoutMs;
    return new Agent({
      connect: this.#guard.connector(buildConnector, { timeout: timeoutMs }),
      connections: connectionsPerOrigin,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  }
}

/** With the first request: many processes send none, and it is a twentieth of the modules' loading time. */
const loadLibrary = () => import("undici");

class TimedOut extends Error {
  override readonly name = "TimeoutError";
}
class UrlNotAllowed extends Error {}
class ResponseTooLarge extends Error {}

/** Leaves the rest unread, which closes the connection. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > keptBytesMax) break;
  }
  // PostgreSQL rejects NUL in text.
  return Buffer.concat(chunks).subarray(0, keptBytesMax).toString("utf8").replaceAll("\0", "\ufffd");
}

/** Throws ResponseTooLarge instead of returning a part. */
async function completeText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > completeBytesMax) throw new ResponseTooLarge();
  }
  return Buffer.concat(chunks).toString("utf8");
}

const joined = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value = ""]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );

function failureOf(error: unknown): OutboundFailure {
  if (error instanceof UrlNotAllowed) return "url_not_allowed";
  if (error instanceof AddressNotAllowed) return "address_not_allowed";
  const { name = "", code = "" } = error as { name?: string; code?: string };
  if (name === "TimeoutError" || /TIMEOUT|ETIMEDOUT/.test(`${name} ${code}`)) return "timeout";
  if (/^(?:ENOTFOUND|EAI_|ENODATA|ESERVFAIL|EREFUSED|ENODOMAIN)/.test(code)) return "host_not_found";
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) ? "tls_failed" : "connection_failed";
}
