import type { Telephony } from "../../core/telephony/telephony.ts";
import type { VerifiedWebhook } from "./verify-webhook.ts";

/**
 * The account that a webhook is for, when the secrets of several accounts verify it: the first one that has the called line.
 */
export function chooseAccount(
  telephony: Telephony,
  verified: readonly VerifiedWebhook[],
): VerifiedWebhook | undefined {
  const [first, ...others] = verified;
  if (first === undefined || others.length === 0) return first;
  return verified.find((it) => hasLine(telephony, it)) ?? first;
}

function hasLine(telephony: Telephony, webhook: VerifiedWebhook): boolean {
  const { account } = webhook.known;
  try {
    return linesOf(webhook).some((line) => telephony.hasLine(account, line));
  } catch {
    return false;
  }
}

function linesOf(webhook: VerifiedWebhook): readonly string[] {
  if (webhook.side === "sms") return webhook.door.parse(webhook.request).map(({ to }) => to);
  const { call } = webhook.door.parse(webhook.request, webhook.url.path);
  return call === null ? [] : [call.to];
}
