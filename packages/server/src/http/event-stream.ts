import { once, setMaxListeners } from "node:events";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Limits } from "./limits.ts";
import { toHttpError } from "./mounting/error-mapper.ts";
import type { StreamSlots } from "./stream-slots.ts";

/** One server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: object;
}

/** What event streams and exports need of the server. */
export interface Streams extends Pick<Limits, "heartbeatMs" | "slowReaderMs"> {
  readonly slots: StreamSlots;
  readonly exportSlots: StreamSlots;
  /** Frees the in-flight slot of a response that lasts as long as its client stays. */
  releaseSlot(response: ServerResponse): void;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Aborted when the server begins to close, so that no stream keeps it open. */
    closing: AbortSignal;
    streams: Streams;
  }
}

const contentType = "text/event-stream; charset=utf-8";

/** Interval, in milliseconds, at which streams look for commits of other processes. */
export const pollMs = 500;

/** Interval, in milliseconds, at which streams check that their credential still permits them. */
export const recheckMs = 5000;

/** Returns a signal that is aborted when the client disconnects or the server closes. */
export function streamSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const disconnected = new AbortController();
  onDisconnect(request, reply, () => disconnected.abort());
  return AbortSignal.any([request.server.closing, disconnected.signal]);
}

/** Node emits no `close` of a response when its connection ends before its turn in the pipeline. */
function onDisconnect(request: FastifyRequest, reply: FastifyReply, listener: () => void): void {
  const { socket } = request.raw;
  setMaxListeners(0, socket);
  socket.once("close", listener);
  reply.raw.once("close", () => {
    socket.off("close", listener);
    listener();
  });
}

/**
 * Answers with the messages as they arrive. The next message is requested only after the client has taken the last,
 * so that no buffer grows. An error ends the stream; the client gets its reason when it resumes.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  messages: AsyncIterable<Message>,
): Promise<void> {
  if (request.method === "HEAD") {
    await reply.header("content-type", contentType).send();
    return;
  }
  const { slots, releaseSlot, heartbeatMs, slowReaderMs } = request.server.streams;
  const { principal, context } = request;
  const release = slots.take(principal.credentialId, context.organizationId);
  onDisconnect(request, reply, release);
  reply.hijack();
  const { raw } = reply;
  releaseSlot(raw);
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    "content-type": contentType,
    "x-request-id": request.id,
  });
  request.routeOptions.config.metrics?.observe(200, request.startedAt);
  raw.write(": stream opened\n\n");
  const heartbeat = setInterval(() => sendHeartbeat(raw), heartbeatMs);
  try {
    for await (const message of messages) await send(raw, message, slowReaderMs);
  } catch (error) {
    request.log.debug({ code: toHttpError(error).code }, "event stream ended");
  } finally {
    clearInterval(heartbeat);
    release();
    raw.end(request.server.closing.aborted ? goodbye() : undefined);
  }
}

/** The last bytes of a stream whose server stops. Clients reconnect at different times, to whichever server is there then. */
const goodbye = (): string =>
  `: the server is shutting down\nretry: ${Math.round(1000 + Math.random() * 4000)}\n\n`;

/** Sends nothing while unread data is buffered: the connection of a client that does not read must become idle. */
function sendHeartbeat(raw: ServerResponse): void {
  if (raw.writableLength === 0) raw.write(": heartbeat\n\n");
}

async function send(raw: ServerResponse, { id, event, data }: Message, slowReaderMs: number): Promise<void> {
  if (raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
  try {
    await once(raw, "drain", { signal: AbortSignal.timeout(slowReaderMs) });
  } catch (error) {
    raw.destroy();
    throw error;
  }
}
