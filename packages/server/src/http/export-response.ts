import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { shuttingDown } from "./errors.ts";
import { streamSignal } from "./event-stream.ts";
import type { StreamLimits } from "./stream-slots.ts";

/** How many exports of lists may run at the same time. */
export const exportLimits: StreamLimits = { perCredential: 3, perOrganization: 6, total: 20 };

/** An export whose text is written while the client reads it. */
export interface ExportedText {
  readonly contentType: string;
  readonly fileName: string;
  /** Throws what the client is to get as an error. The text that follows is read one part at a time. */
  readonly open: () => Promise<AsyncIterable<string>>;
}

/**
 * Answers with a text of any length. The request occupies no in-flight slot, and no more than one part of the text is in
 * memory. When an error ends the text, the connection is closed before the last chunk, so that the client sees that the
 * text is incomplete.
 */
export async function sendExport(
  request: FastifyRequest,
  reply: FastifyReply,
  { contentType, fileName, open }: ExportedText,
): Promise<FastifyReply> {
  const { server, principal, context } = request;
  // Not before the text is opened: an error is no file.
  const sendFile = (stream?: Readable) =>
    reply.header("content-disposition", `attachment; filename="${fileName}"`).type(contentType).send(stream);
  if (request.method === "HEAD") {
    await open();
    return sendFile();
  }
  const release = server.streams.exportSlots.take(principal.credentialId, context.organizationId);
  try {
    server.streams.releaseSlot(reply.raw);
    const signal = streamSignal(request, reply);
    const text = await begun(await open());
    signal.throwIfAborted();
    const stream = Readable.from(checked(text, request, signal), { objectMode: false });
    stream.once("close", release);
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    return sendFile(stream);
  } catch (error) {
    release();
    if (request.raw.socket.destroyed) return reply.hijack();
    throw server.closing.aborted ? shuttingDown() : error;
  }
}

/** Reads the first part before the response begins, so that its error still becomes one. */
async function begun(text: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const parts = text[Symbol.asyncIterator]();
  const first = await parts.next();
  return resumed(first, parts);
}

async function* resumed(first: IteratorResult<string>, parts: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let part = first; !part.done; part = await parts.next()) yield part.value;
  } finally {
    await parts.return?.();
  }
}

/** Access can be revoked while the client reads. Other requests run between two parts, also when nothing has to wait. */
async function* checked(
  text: AsyncIterable<string>,
  request: FastifyRequest,
  signal: AbortSignal,
): AsyncGenerator<string> {
  for await (const part of text) {
    await setImmediate();
    signal.throwIfAborted();
    await request.recheckAccess();
    // An empty part would look like the end.
    if (part !== "") yield part;
  }
}
