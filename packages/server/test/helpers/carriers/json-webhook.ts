import type { WebhookRequest } from "../../../src/carriers/contract/webhook-request.ts";
import type { CallStep, CarrierCall } from "../../../src/core/telephony/call.ts";
import { ring } from "./steps.ts";

type WebhookParts = Partial<Omit<WebhookRequest, "body" | "query">> & { readonly body?: string };

/** A request as the edge hands it to a door: a POST by default. */
export function webhook({ url = "https://edge.example.com/hook", body = "", ...parts }: WebhookParts) {
  const query = url.split("?", 2)[1] ?? "";
  return { method: "POST", headers: {}, url, query, ...parts, body: Buffer.from(body) } as const;
}

export const jsonWebhook = (value: unknown, parts: WebhookParts = {}) =>
  webhook({ headers: { "content-type": "application/json" }, ...parts, body: JSON.stringify(value) });

export const aCall: CarrierCall = {
  id: "call1",
  to: "+14165550102",
  from: "+14045001000",
  isWithheld: false,
};

/** One step of each kind, with texts that would break a document that does not escape them. */
export const everyStep: readonly CallStep[] = [
  ...(["client:lena", "sip:lena@pbx.example.com:5061;transport=tls", "tel:+14165550199"] as const).map(
    (endpoint) =>
      ring([toTarget(endpoint)], {
        callerId: "+14165550102",
        nextUrl: "https://edge.example.com/telephony/x/a1/voice/next/1",
        statusUrl: "https://edge.example.com/telephony/x/a1/status",
      }),
  ),
  {
    kind: "forward",
    line: "+14165550177",
    seconds: 20,
    callerId: null,
    nextUrl: "https://edge.example.com/telephony/x/a1/voice/next/2",
  },
  { kind: "announce", text: `"Closed" & </Say>{} \u2028`.repeat(100), language: "en-US" },
  {
    kind: "voicemail",
    text: "Leave a message.",
    language: "fr-CA",
    secondsMax: 120,
    recordedUrl: "https://edge.example.com/telephony/x/a1/voice/recorded",
  },
  { kind: "reject" },
  { kind: "hangUp" },
];

function toTarget(endpoint: string) {
  if (endpoint.startsWith("client:")) return { kind: "client", name: endpoint.slice(7) } as const;
  if (endpoint.startsWith("tel:")) return { kind: "phone", line: endpoint.slice(4) } as const;
  return { kind: "sip", uri: endpoint } as const;
}

/** The step that rings one endpoint, with the URLs of a served door. */
export const ringStep = (
  endpoint: string,
  { nextUrl, statusUrl }: { readonly nextUrl: string; readonly statusUrl: string },
  callerId: string | null = null,
): CallStep => ring([toTarget(endpoint)], { callerId, nextUrl, statusUrl });
