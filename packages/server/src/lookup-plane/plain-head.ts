import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { headersMax } from "../http/limits.ts";
import { bearerToken } from "../http/mounting/bearer-token.ts";
import { requestIdOf } from "../http/observability/request-id.ts";
import { headError } from "../http/request-head.ts";
import type { CallerEntry } from "./callers.ts";
import { isPlainUpload } from "./plain-batch.ts";

/** The head of a GET request that a thread can answer, as far as the answer depends on it. */
export interface PlainHead {
  readonly credential: string;
  /** The caller that the connection's last request had. */
  entry: CallerEntry | undefined;
}

interface RememberedHead extends PlainHead {
  readonly rawHeaders: readonly string[];
  /** The place of the value of `X-Request-Id`; -1 without one. */
  readonly requestIdAt: number;
}

const remembered = Symbol("head");
type HeadSocket = Socket & { [remembered]?: RememberedHead };

/**
 * Reads the heads of requests. The clients of a lookup send the same headers with every request, so a connection
 * remembers its last head, with the credential and the caller. Both end with the connection.
 */
export class PlainHeads {
  readonly #hasCors: boolean;

  constructor(hasCors: boolean) {
    this.#hasCors = hasCors;
  }

  /** Undefined when the main thread must see the request. */
  read(request: IncomingMessage): PlainHead | undefined {
    const socket = request.socket as HeadSocket;
    const last = socket[remembered];
    if (last !== undefined && isSame(last, request.rawHeaders)) return last;
    const head = this.#parse(request);
    if (head !== undefined) socket[remembered] = head;
    return head;
  }

  /** Of a POST request; undefined when the main thread must see the request. */
  readUpload(request: IncomingMessage): PlainHead | undefined {
    const { headers } = request;
    const credential = bearerToken(headers.authorization);
    const isSpecial = headers.upgrade !== undefined || (this.#hasCors && headers.origin !== undefined);
    if (credential === undefined || isSpecial || !isPlainUpload(headers)) return undefined;
    return { credential, entry: undefined };
  }

  #parse(request: IncomingMessage): RememberedHead | undefined {
    const { rawHeaders, headers } = request;
    const credential = bearerToken(headers.authorization);
    if (credential === undefined || rawHeaders.length > 2 * headersMax || this.#isSpecial(headers))
      return undefined;
    const requestIdAt = onlyPlaceOf("x-request-id", rawHeaders);
    if (requestIdAt === undefined || headError(request) !== undefined) return undefined;
    return { credential, entry: undefined, rawHeaders, requestIdAt };
  }

  #isSpecial(headers: IncomingHttpHeaders): boolean {
    return (
      headers["content-length"] !== undefined ||
      headers["transfer-encoding"] !== undefined ||
      headers.expect !== undefined ||
      headers.upgrade !== undefined ||
      (this.#hasCors && headers.origin !== undefined)
    );
  }
}

/** The `X-Request-Id` of the request, or a new one. */
export function requestIdFrom({ headers }: IncomingMessage): string {
  return headers["x-request-id"] === undefined ? randomUUID() : requestIdOf(headers);
}

function isSame({ rawHeaders, requestIdAt }: RememberedHead, others: readonly string[]): boolean {
  if (rawHeaders.length !== others.length) return false;
  for (let index = 0; index < others.length; index++)
    if (rawHeaders[index] !== others[index] && index !== requestIdAt) return false;
  return true;
}

/** The place of the value of a header; -1 without the header, undefined when there are several. */
function onlyPlaceOf(name: string, rawHeaders: readonly string[]): number | undefined {
  const places = rawHeaders.flatMap((text, index) =>
    index % 2 === 0 && text.length === name.length && text.toLowerCase() === name ? [index + 1] : [],
  );
  return places.length > 1 ? undefined : (places[0] ?? -1);
}
