import { createHash } from "node:crypto";
import type { CarrierAccount } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { recordNotification } from "../notifications/record-notification.ts";
import { type AnsweredLine, answererOf } from "./answerer.ts";
import { planForward, storeForward } from "./forward-message.ts";
import type { CarrierMessage } from "./message.ts";

/** For how long a repeated message is recognized, in milliseconds: longer than any carrier repeats one. */
export const messageKeptMs = 48 * 60 * 60_000;

/** Whose webhook delivered the messages. */
export interface ReceivingAccount {
  readonly account: CarrierAccount;
}

/**
 * Records received messages for delivery to webhooks, and to the phone of the holder, before it returns; a message that was
 * recorded before has no effect, and one for a line of no visible organization is counted only. Throws when one could not be
 * recorded: the carrier must repeat the webhook.
 */
export async function receiveMessages(
  services: CoreServices,
  { account }: ReceivingAccount,
  messages: readonly CarrierMessage[],
): Promise<void> {
  for (const message of messages) {
    const line = await answererOf(services, account, message.to);
    if (line === undefined) services.notifications.countUnknownLine();
    else await receiveMessage(services, { account, message, line });
  }
}

interface Received {
  readonly account: CarrierAccount;
  readonly message: CarrierMessage;
  readonly line: AnsweredLine;
}

async function receiveMessage(services: CoreServices, received: Received): Promise<void> {
  const { organizationId } = received.line;
  const { notifications } = services;
  const at = services.now();
  const forward = await planForward(services, received);
  const recorded = await services.store.write(organizationId, async (tx) => {
    if (!(await tx.notifications.claimMessage(messageKey(received), at))) return undefined;
    const isForwarded = forward && (await storeForward(services, tx, { ...received, ...forward }, at));
    return { isNotified: await recordNotification(services, tx, notificationOf(received, at)), isForwarded };
  });
  if (recorded === undefined) return notifications.countRepeatedMessage();
  if (recorded.isForwarded === false) notifications.countForward("skipped");
  notifications.count("message.received", recorded.isNotified);
}

/** A hash, because a carrier's id can have any length. One message can be for several lines. */
const messageKey = ({ account, message }: Received): string =>
  createHash("sha256")
    .update(`${account.provider}\0${account.id}\0${message.id}\0${message.to}`)
    .digest("hex");

const notificationOf = ({ account, message, line }: Received, at: number) => ({
  kind: "message.received" as const,
  at,
  organizationId: line.organizationId,
  numberId: line.numberId,
  userId: line.holder?.userId ?? null,
  ids: { carrierAccountId: account.id, messageId: message.id },
  values: {
    provider: account.provider,
    line: message.to,
    from: message.from,
    mediaUrls: message.mediaUrls,
  },
  text: message.text,
});
