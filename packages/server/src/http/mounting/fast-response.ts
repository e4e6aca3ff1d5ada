import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { matchesWeakly, parseEntityTags } from "../entity-tags.ts";
import { commonHeaders } from "../response-headers.ts";

/** A response in JSON. */
export interface Representation {
  readonly text: string;
  /** The length of the text in UTF-8. */
  readonly bytes: number;
  readonly etag?: string;
}

export type FastAnswer = { readonly rateHeaders?: Readonly<Record<string, string>> } & (
  | ({ readonly status: 200 } & Representation)
  | { readonly status: 304; readonly etag: string }
);

export const toRepresentation = (body: object): Representation => {
  const text = JSON.stringify(body);
  return { text, bytes: Buffer.byteLength(text) };
};

export const toAnswer = (text: string): FastAnswer => ({
  status: 200,
  text,
  bytes: Buffer.byteLength(text),
});

/** Whether `If-None-Match` names this tag. A malformed header is ignored, as by the route. */
export function isUnmodified({ "if-none-match": header }: IncomingHttpHeaders, etag: string): boolean {
  const tags = header === undefined ? undefined : parseEntityTags(header);
  return tags !== undefined && matchesWeakly(tags, etag);
}

/** Sends responses with the headers that the framework adds, in its order. */
export class FastResponses {
  readonly #commonLines: readonly string[];

  constructor(hasCors: boolean) {
    const lines = Object.entries(commonHeaders).flat();
    // The CORS plugin adds this header to every response.
    this.#commonLines = hasCors ? ["vary", "Origin", ...lines] : lines;
  }

  send(response: ServerResponse, answer: FastAnswer, requestId: string): void {
    const lines = this.#commonLines.slice();
    if (answer.rateHeaders !== undefined) lines.push(...Object.entries(answer.rateHeaders).flat());
    if (answer.etag !== undefined) lines.push("etag", answer.etag);
    if (answer.status === 304) {
      lines.push("x-request-id", requestId);
      response.writeHead(304, lines).end();
    } else {
      lines.push("content-type", "application/json; charset=utf-8", "x-request-id", requestId);
      lines.push("content-length", String(answer.bytes));
      // Text of ASCII characters takes a quarter of the time as latin1.
      response
        .writeHead(200, lines)
        .end(answer.text, answer.bytes === answer.text.length ? "latin1" : "utf8");
    }
  }
}
