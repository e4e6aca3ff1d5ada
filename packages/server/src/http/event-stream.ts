import { once } from "node:events";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Limits } from "./limits.ts";
import { toHttpError } from "./mounting/error-mapper.ts";

/** One message of a stream of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: object;
}

/** What streams have of the server. */
export interface Streams extends Pick<Limits, "heartbeatMs" | "slowReaderMs"> {
  /** Says that this answer lasts as long as its reader likes. */
  releaseSlot(response: ServerResponse): void;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Aborted when the server begins to close, so that no stream keeps it open. */
    closing: AbortSignal;
    streams: Streams;
  }
}

/** What other processes commit is seen after so long at most. */
export const pollMs = 500;

/** Aborted when the reader goes or the server closes. */
export function streamSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  return AbortSignal.any([request.server.closing, gone.signal]);
}

/**
 * Answers with the messages as they come. None is asked for while the reader is busy, so that no buffer grows; an
 * error ends the stream, and the reader learns the reason when he resumes.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  messages: AsyncIterable<Message>,
): Promise<void> {
  const { releaseSlot, heartbeatMs, slowReaderMs } = request.server.streams;
  reply.hijack();
  const { raw } = reply;
  releaseSlot(raw);
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-request-id": request.id,
  });
  request.routeOptions.config.metrics?.observe(200, request.startedAt);
  raw.write(": the stream begins\n\n");
  const heartbeat = setInterval(() => beat(raw), heartbeatMs);
  try {
    for await (const message of messages) await write(raw, message, slowReaderMs);
  } catch (error) {
    request.log.debug({ code: toHttpError(error).code }, "an event stream ended");
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

/** Nothing more for a reader who has not taken the last: he would seem alive for ever. */
function beat(raw: ServerResponse): void {
  if (raw.writableLength === 0) raw.write(": still here\n\n");
}

async function write(raw: ServerResponse, { id, event, data }: Message, slowReaderMs: number): Promise<void> {
  if (raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
  try {
    await once(raw, "drain", { signal: AbortSignal.timeout(slowReaderMs) });
  } catch (error) {
    raw.destroy();
    throw error;
  }
}
