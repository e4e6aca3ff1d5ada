import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type {
  CarrierDoor,
  CarrierResponse,
  Verification,
  VoicePath,
} from "../../../src/carriers/contract/carrier-door.ts";
import type { WebhookRequest } from "../../../src/carriers/contract/webhook-request.ts";
import type { CallEvent, CallStep, CarrierCall } from "../../../src/core/telephony/call.ts";
import type { CarrierCredentials } from "../../../src/core/telephony/carrier-client.ts";
import type { CarrierMessage } from "../../../src/core/telephony/message.ts";
import type { SimulatorOptions } from "./simulated-call.ts";

export interface ServedDoor {
  readonly credentials: readonly CarrierCredentials[];
  /** The step for an incoming call, and for each leg that has ended. */
  readonly decide?: (event: CallEvent, urls: StepUrls) => CallStep;
  /** Throws to make the carrier repeat the message. */
  readonly receive?: (messages: readonly CarrierMessage[]) => void;
  readonly now?: () => number;
}

export interface StepUrls {
  readonly nextUrl: string;
  readonly statusUrl: string;
  readonly recordedUrl: string;
}

const publicUrl = "https://edge.example.com";

/** Serves one door without the rest of the application, until the test has finished. */
export async function serveDoor(
  door: CarrierDoor,
  served: ServedDoor,
): Promise<SimulatorOptions & { readonly events: readonly CallEvent[] }> {
  const path = `/telephony/${door.provider}/a1`;
  const events: CallEvent[] = [];
  const server = createServer((request, response) => {
    void answer(door, served, { request, path, events }).then((it) => write(response, it));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, publicUrl, path, events, ...(served.now ? { now: served.now } : {}) };
}

interface Received {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly events: CallEvent[];
}

async function answer(door: CarrierDoor, served: ServedDoor, received: Received): Promise<CarrierResponse> {
  const request = await toWebhook(received.request);
  const below = new URL(request.url).pathname.slice(received.path.length);
  const options = { credentials: served.credentials, now: (served.now ?? Date.now)() };
  const isSms = below.endsWith("/sms");
  const secret = /^\/([^/]+)\/sms$/.exec(below)?.[1];
  const webhook = secret === undefined ? request : { ...request, pathSecret: secret };
  const verification = await (isSms ? door.sms : door.voice)?.verify(webhook, options);
  if (!verification?.isValid) return text(statusOf(door, verification));
  if (!isSms) return answerCall(door, served, { ...received, webhook, below });
  const messages = door.sms?.parse(webhook) ?? [];
  try {
    served.receive?.(messages);
  } catch {
    return text(503);
  }
  return door.sms?.renderReceived(messages) ?? text(404);
}

function answerCall(
  { voice }: CarrierDoor,
  served: ServedDoor,
  { webhook, below, path, events }: Received & { webhook: WebhookRequest; below: string },
): CarrierResponse {
  const event = voice?.parse(webhook, pathOf(below));
  if (voice === undefined || event === undefined || served.decide === undefined) return text(404);
  events.push(event);
  if (event.kind !== "incoming" && event.kind !== "legEnded") return voice.renderAcknowledgement(event);
  const next = Number(/\/next\/(\d+)/.exec(below)?.[1] ?? 0) + 1;
  const url = (rest: string) => `${publicUrl}${path}${rest}`;
  const urls = {
    nextUrl: url(`/voice/next/${next}`),
    statusUrl: url("/status"),
    recordedUrl: url("/voice/recorded"),
  };
  return voice.render(served.decide(event, urls), event.call as CarrierCall, served.credentials[0] ?? {});
}

const pathOf = (below: string): VoicePath => {
  if (below.includes("/next/")) return "next";
  if (below.includes("/recorded")) return "recorded";
  return below === "/status" ? "status" : "voice";
};

async function toWebhook(request: IncomingMessage): Promise<WebhookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url ?? "/";
  return {
    method: request.method === "GET" ? "GET" : "POST",
    url: `${publicUrl}${path}`,
    query: path.split("?", 2)[1] ?? "",
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

function statusOf({ statusOfRejected }: CarrierDoor, verification: Verification | undefined): number {
  if (verification === undefined || verification.isValid) return 404;
  return statusOfRejected?.[verification.reason] ?? 403;
}

const text = (status: number): CarrierResponse => ({ status, contentType: "text/plain", body: "" });

function write(response: ServerResponse, { status, contentType, body }: CarrierResponse): void {
  response.writeHead(status, { "content-type": contentType }).end(status === 204 ? undefined : body);
}
