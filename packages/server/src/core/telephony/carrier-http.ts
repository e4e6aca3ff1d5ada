import { setTimeout as delay } from "node:timers/promises";
import type { CarrierAccountId, InventoryProvider } from "../../model.ts";
import type { Outbound, OutboundExchangeResult } from "../kernel/outbound.ts";
import {
  type CarrierClient,
  CarrierFailure,
  type CarrierHttp,
  type CarrierHttpRequest,
  type CarrierHttpResponse,
  type Carriers,
} from "./carrier-client.ts";

/** Requests in all, with those that were repeated. */
const attemptsMax = 5;
const backoffBaseMs = 500;
/** The longest time between two attempts. A carrier that asks for more gets no further request. */
const backoffMaxMs = 60_000;

export interface CarrierHttpOptions {
  readonly outbound: Outbound;
  readonly now: () => number;
  /** Waits for a time in milliseconds. */
  readonly wait?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** Returns a number from 0 to 1. */
  readonly random?: (() => number) | undefined;
}

type Clients = Readonly<Record<InventoryProvider, CarrierClient>>;

/** The carriers' APIs over the guarded client: an account has one request in flight at a time. */
export function createCarriers(clients: Clients, options: CarrierHttpOptions): Carriers {
  const queues = new Map<CarrierAccountId, Promise<unknown>>();
  const inTurn = async <T>(id: CarrierAccountId, work: () => Promise<T>): Promise<T> => {
    const before = queues.get(id) ?? Promise.resolve();
    const turn = before.then(work);
    const ended = turn.catch(() => {});
    queues.set(id, ended);
    try {
      return await turn;
    } finally {
      if (queues.get(id) === ended) queues.delete(id);
    }
  };
  return {
    client: (provider) => (provider === "jambonz" ? undefined : clients[provider]),
    access: (account, credentials, { signal } = {}) => ({
      account,
      credentials,
      http: {
        send: (request) => inTurn(account.id, () => sendRepeatedly(request, { ...options, signal })),
      } satisfies CarrierHttp,
    }),
  };
}

/** For commands that ask no carrier. */
export const noCarriers: Carriers = {
  client: () => {
    throw new Error("This process asks no carrier.");
  },
  access: () => {
    throw new Error("This process asks no carrier.");
  },
};

interface SendOptions extends CarrierHttpOptions {
  readonly signal: AbortSignal | undefined;
}

async function sendRepeatedly(
  request: CarrierHttpRequest,
  { outbound, now, signal, wait = waitFor, random = Math.random }: SendOptions,
): Promise<CarrierHttpResponse> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    const result = await outbound.send({ ...request, headers: request.headers ?? {}, signal });
    const delayMs = mayRepeat(request, result)
      ? delayOf(result, { attempt, now: now(), random: random() })
      : undefined;
    if (attempt === attemptsMax || delayMs === undefined) return responseOf(result);
    await wait(delayMs, signal);
  }
}

/** A change is repeated only when the carrier has not processed it: https://www.twilio.com/docs/api/errors/20429 */
function mayRepeat({ method }: CarrierHttpRequest, result: OutboundExchangeResult): boolean {
  if ("status" in result) {
    if (result.status === 429) return true;
    return method === "GET" && result.status >= 500;
  }
  return method === "GET" && /^(?:connection_failed|timeout|host_not_found)$/.test(result.failure);
}

/** Undefined when the carrier asks for a longer time than is waited. */
function delayOf(
  result: OutboundExchangeResult,
  { attempt, now, random }: { readonly attempt: number; readonly now: number; readonly random: number },
): number | undefined {
  const backoffMs = Math.round(random * Math.min(backoffMaxMs, backoffBaseMs * 2 ** attempt));
  const askedMs = "status" in result ? askedDelayMs(result, now) : undefined;
  if (askedMs === undefined) return backoffMs;
  // The jitter is added, so that several processes do not return at the same time.
  return askedMs > backoffMaxMs ? undefined : askedMs + backoffMs;
}

/** `Retry-After` in seconds or as a date; else, for a limited request, Telnyx's `x-ratelimit-reset` in seconds. */
function askedDelayMs({ status, headers }: CarrierHttpResponse, now: number): number | undefined {
  const reset = status === 429 ? headers["x-ratelimit-reset"] : undefined;
  const text = (headers["retry-after"] ?? reset ?? "").trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function responseOf(result: OutboundExchangeResult): CarrierHttpResponse {
  if ("status" in result) return result;
  if (result.failure === "response_too_large")
    throw new CarrierFailure("incomplete", "The carrier's response is larger than 16 MiB.");
  throw new CarrierFailure("unreachable", `The carrier did not respond: ${result.failure}.`);
}

const waitFor = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, signal && { signal });
};
