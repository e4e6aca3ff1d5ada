import type { IncomingHttpHeaders } from "node:http";
import type { CallStage } from "../../core/telephony/call-urls.ts";
import type { CarrierResponse, VoicePath } from "../contract/carrier-door.ts";
import type { WebhookRequest } from "../contract/webhook-request.ts";

/** A request to a path of the telephone network, before anything of it is believed. */
export interface ReceivedWebhook {
  readonly method: "GET" | "POST";
  /** As received, with the query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly pathSecret?: string | undefined;
}

/** Which URL of an account was called. */
export type VoiceUrl = { readonly path: VoicePath; readonly stage: CallStage };

/** `sms`, or one of the URLs of calls. */
export type WebhookUrl = VoiceUrl | "sms";

/** What a carrier signs: the configured URL, never one from the headers of the request. */
export function toWebhookRequest(
  { method, target, headers, body, pathSecret }: ReceivedWebhook,
  publicUrl: string,
): WebhookRequest {
  const at = target.indexOf("?");
  return {
    method,
    url: publicUrl + target,
    query: at === -1 ? "" : target.slice(at + 1),
    headers,
    body,
    pathSecret,
  };
}

const plainText = "text/plain; charset=utf-8";

/** Does not reveal what was wrong: the sender is unknown. */
export const refusal = (status: number): CarrierResponse => ({
  status,
  contentType: plainText,
  body: `${refusals[status] ?? "Refused"}\n`,
});

const refusals: Readonly<Record<number, string>> = {
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  413: "Payload too large",
  500: "Internal error",
  503: "Unavailable",
};
