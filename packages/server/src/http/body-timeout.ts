import type { IncomingMessage } from "node:http";

const uploads = new WeakSet<IncomingMessage>();

/** Lets the body of the request take as long as a large file needs. */
export const allowUpload = (request: IncomingMessage): void => void uploads.add(request);

/**
 * Calls `onTimeout` when the body has not arrived after `timeoutMs`, unless the request is an upload. Node has one limit for
 * all requests.
 */
export function limitBody(request: IncomingMessage, timeoutMs: number, onTimeout: () => void): void {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  if (length === undefined && coding === undefined) return;
  const timer = setTimeout(() => {
    if (!request.complete && !uploads.has(request)) onTimeout();
  }, timeoutMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}
