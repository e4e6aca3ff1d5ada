import { once } from "node:events";
import type { FastifyReply, FastifyRequest } from "fastify";
import { toCoreError } from "./thrown.ts";

/** One message of a stream of server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: object;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Aborted when the server begins to close, so that no stream keeps it open. */
    closing: AbortSignal;
  }
}

/** What other processes commit is seen after so long at most. */
export const pollMs = 500;
const heartbeatMs = 15_000;
/** A reader who takes nothing for so long is cut off; he resumes with Last-Event-ID. */
const patienceMs = 30_000;

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
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-request-id": request.id,
  });
  request.routeOptions.config.tally?.add(200, request.startedAt);
  raw.write(": the stream begins\n\n");
  const heartbeat = setInterval(() => raw.write(": still here\n\n"), heartbeatMs);
  try {
    for await (const message of messages) await write(reply, message);
  } catch (error) {
    request.log.debug({ code: toCoreError(error).code }, "an event stream ended");
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

async function write({ raw }: FastifyReply, { id, event, data }: Message): Promise<void> {
  if (raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
  try {
    await once(raw, "drain", { signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    raw.destroy();
    throw error;
  }
}
