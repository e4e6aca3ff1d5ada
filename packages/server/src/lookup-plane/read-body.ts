import type { IncomingMessage } from "node:http";
import { bodyLimitBytes } from "../http/limits.ts";

/**
 * Reads the body of a request. Undefined when there is none, and when its length is stated and too large. Of a longer
 * body without a stated length it returns one byte more than the limit. Null when the client has closed the connection.
 */
export async function readBody(request: IncomingMessage): Promise<Uint8Array | null | undefined> {
  const { headers } = request;
  const length = headers["content-length"];
  if (headers["transfer-encoding"] === undefined && (length === undefined || length === "0"))
    return undefined;
  if (Number(length ?? 0) > bodyLimitBytes) return undefined;
  const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
  const chunks: Buffer[] = [];
  let size = 0;
  const end = () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  request
    .on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= bodyLimitBytes) return;
      request.pause();
      resolve(Buffer.concat(chunks).subarray(0, bodyLimitBytes + 1));
    })
    .once("end", end)
    .once("error", () => resolve(null))
    .once("close", () => resolve(null));
  return promise;
}
