import { WhoselineError } from "./errors.ts";
import type { Problem } from "./generated.d.ts";
import type { Clock, Fetch } from "./options.ts";
import type { PreparedRequest } from "./request.ts";
import { parseRetryAfter } from "./retry.ts";
import { startTimer, untilAborted } from "./timer.ts";

/** How the body of a successful response is read: to its end as JSON, or by the caller. */
export type BodyKind = "json" | "stream";

interface AttemptOptions {
  readonly fetch: Fetch;
  /** Sets the credential of the request. */
  readonly authorize: (request: PreparedRequest) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly kind: BodyKind;
}

export interface Answer {
  readonly response: Response;
  readonly data: unknown;
}

/**
 * Sends the request once. Throws a WhoselineError when there is no response or it is not a success, and the reason of
 * the signal when that is aborted. The time limit ends with the body, of a stream with its headers; the signal also
 * ends a stream.
 */
export async function attempt(request: PreparedRequest, options: AttemptOptions): Promise<Answer> {
  const { signal, timeoutMs, kind } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const timeout = timeoutError(request, timeoutMs);
  const cancel = startTimer(timeoutMs, () => controller.abort(timeout));
  let isStreaming = false;
  try {
    // Also a function of the caller that ignores the signal must not outlast the time limit.
    const answer = await untilAborted(send(request, options, controller.signal), controller.signal);
    isStreaming = kind === "stream";
    return answer;
  } catch (error) {
    signal?.throwIfAborted();
    if (controller.signal.aborted) throw timeout;
    throw error instanceof WhoselineError ? error : connectionError(request, error);
  } finally {
    cancel();
    // The signal keeps the listener of a stream, which ends with the signal.
    if (!isStreaming) signal?.removeEventListener("abort", abort);
  }
}

async function send(request: PreparedRequest, options: AttemptOptions, signal: AbortSignal): Promise<Answer> {
  await options.authorize(request);
  const response = await options.fetch(request.url, initOf(request, signal));
  if (!response.ok) throw await responseError(request, response, options.clock);
  return { response, data: options.kind === "stream" ? response : await readJson(request, response) };
}

/** A redirect is not followed: it could turn a write into a read, or lead to a server that must not see the request. */
const initOf = ({ method, headers, body }: PreparedRequest, signal: AbortSignal): RequestInit => ({
  method,
  headers,
  redirect: "manual",
  signal,
  ...(body !== undefined && { body }),
});

async function readJson(request: PreparedRequest, response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  const data = parseJson(text);
  if (data !== undefined) return data;
  throw new WhoselineError({
    ...factsOf(request, response),
    code: "unexpected_response",
    message: `${request.operation}: the response with status ${response.status} is not JSON. Is the base URL that of a Whoseline server?`,
  });
}

async function responseError(
  request: PreparedRequest,
  response: Response,
  clock: Clock,
): Promise<WhoselineError> {
  const problem = problemOf(await response.text());
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), clock.now());
  return new WhoselineError({
    ...factsOf(request, response),
    code: problem?.code ?? (response.status === 304 ? "not_modified" : "unexpected_response"),
    message: `${request.operation}: ${problem ? describe(problem) : `the server answered with status ${response.status}.`}`,
    problem,
    retryAfterMs,
  });
}

const factsOf = ({ operation, idempotencyKey }: PreparedRequest, response: Response) => ({
  operation,
  idempotencyKey,
  status: response.status,
  requestId: response.headers.get("x-request-id") ?? undefined,
});

function problemOf(text: string): Problem | undefined {
  const problem = parseJson(text) as Partial<Problem> | undefined | null;
  return typeof problem?.code === "string" ? (problem as Problem) : undefined;
}

function describe({ code, detail, errors = [] }: Problem): string {
  const fields = errors.map((error) => `\n  ${error.pointer}: ${error.detail}`);
  return `${detail} (${code})${fields.join("")}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unknownOutcome = " The outcome is unknown: a retry with the idempotencyKey of this error is safe.";

const timeoutError = ({ operation, method, idempotencyKey }: PreparedRequest, timeoutMs: number) =>
  new WhoselineError({
    code: "timeout",
    operation,
    idempotencyKey,
    message: `${operation}: no response within ${timeoutMs} ms.${method === "GET" ? "" : unknownOutcome}`,
  });

const connectionError = ({ operation, method, idempotencyKey }: PreparedRequest, cause: unknown) =>
  new WhoselineError({
    code: "connection_failed",
    operation,
    idempotencyKey,
    cause,
    message: `${operation}: the connection to the server failed.${method === "GET" ? "" : unknownOutcome}`,
  });
