import type { IncomingMessage } from "node:http";
import { duplicateHeader, type HttpError, invalidHost, unsupportedTransferCoding } from "./errors.ts";

/** Node keeps the first of them, and another reader of the same request might use the last. By their lower case. */
const singleHeaders: ReadonlyMap<string, string> = new Map(
  ["Authorization", "Content-Type", "Idempotency-Key"].map((name) => [name.toLowerCase(), name]),
);

/** Most headers of a request have none of these lengths. */
const examinedLengths: ReadonlySet<number> = new Set(
  ["host", ...singleHeaders.keys()].map(({ length }) => length),
);

/** An authority, as RFC 3986, section 3.2 defines it, without user information; or nothing. */
const authority = /^(?:\[[\dA-Fa-f.:]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/;

/** Returns the error of a request whose head is ambiguous, or whose framing is not supported. */
export function headError(request: IncomingMessage): HttpError | undefined {
  const { rawHeaders, headers, httpVersion } = request;
  const hosts: string[] = [];
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] ?? "";
    if (!examinedLengths.has(sent.length)) continue;
    const name = sent.toLowerCase();
    if (name === "host") hosts.push(rawHeaders[index + 1] ?? "");
    const single = singleHeaders.get(name);
    if (single === undefined) continue;
    if (seen.includes(name)) return duplicateHeader(single);
    seen.push(name);
  }
  if (!hasValidHost(hosts, httpVersion)) return invalidHost();
  return hasSupportedCoding(headers["transfer-encoding"]) ? undefined : unsupportedTransferCoding();
}

/** RFC 9112, section 3.2: HTTP/1.1 requires exactly one. */
const hasValidHost = (hosts: readonly string[], httpVersion: string): boolean =>
  (hosts.length === 1 || (hosts.length === 0 && httpVersion === "1.0")) &&
  hosts.every((host) => authority.test(host));

/** Chunked is the only transfer coding that is decoded here. */
export const hasSupportedCoding = (transferEncoding: string | undefined): boolean =>
  transferEncoding === undefined || transferEncoding.trim().toLowerCase() === "chunked";
