import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { shuttingDown } from "./errors.ts";
import { streamSignal } from "./event-stream.ts";

/** A file whose content can be read once. */
export interface File {
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly content: Readable;
}

/**
 * Answers with a file that takes long to create and to send. The request occupies no slot, and the time without a byte
 * is not limited until the response begins. The signal is aborted when the client disconnects or the server closes.
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  contentType: string,
  create: (signal: AbortSignal) => Promise<File>,
): Promise<FastifyReply> {
  const { server } = request;
  const { socket } = request.raw;
  server.streams.releaseSlot(reply.raw);
  socket.setTimeout(0);
  const signal = streamSignal(request, reply);
  try {
    const { bytes, sha256, content } = await create(signal);
    // The client may have disconnected since, and nothing would read the content.
    if (signal.aborted) content.destroy();
    signal.throwIfAborted();
    return reply.headers(headersOf(contentType, bytes, sha256)).send(content);
  } catch (error) {
    if (socket.destroyed) return reply.hijack();
    throw signal.aborted ? shuttingDown() : error;
  } finally {
    socket.setTimeout(server.server.timeout);
  }
}

const headersOf = (contentType: string, bytes: number, sha256: Buffer) => ({
  "content-type": contentType,
  "content-length": bytes,
  // A shutdown that begins while the file is sent would wait for the idle connection.
  connection: "close",
  "repr-digest": `sha-256=:${sha256.toString("base64")}:`,
});
