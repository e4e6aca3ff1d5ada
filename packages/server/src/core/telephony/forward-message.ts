import type { CarrierAccount, MessageForwardId } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { e164 } from "../../text/line-kind.ts";
import type { CoreServices } from "../kernel/context.ts";
import type { AnsweredLine } from "./answerer.ts";
import { policyAccountOf } from "./call-routing.ts";
import { encryptForward } from "./forward-content.ts";
import type { CarrierMessage } from "./message.ts";
import { isOptOut } from "./opt-out.ts";
import { isOurLine } from "./our-lines.ts";

const hourMs = 60 * 60_000;
/** The longest text that the carriers take. */
const textLengthMax = 1600;
const senderLengthMax = 20;
/** The beginning of what is forwarded: a text that has it is not forwarded again, so that two phones cannot form a loop. */
const forwardMark = /^\s*fwd \S{1,40}:/i;

interface Forwarded {
  readonly account: CarrierAccount;
  readonly message: CarrierMessage;
  readonly line: AnsweredLine;
}

/** A text that is to be sent to the holder's phone, if the limit of the hour permits it. */
export interface PlannedForward {
  readonly to: string;
  readonly text: string;
  readonly perHourMax: number;
}

/** Undefined when the message is not forwarded. */
export async function planForward(
  services: CoreServices,
  { account, message, line }: Forwarded,
): Promise<PlannedForward | undefined> {
  const policy = policyAccountOf(services, account, line.organizationId);
  const to = phoneOf(line);
  if (!policy.forwardsMessages || to === undefined || !isForwardable(message, to)) return undefined;
  if (await isOurLine(services, to, message.from)) return undefined;
  return { to, text: forwardedText(message), perHourMax: policy.forwardedMessagesPerHour };
}

/** The first `tel:` endpoint of the holder. */
function phoneOf({ holder }: AnsweredLine): string | undefined {
  const endpoint = holder?.endpoints.find((it) => it.startsWith("tel:"));
  const line = endpoint?.slice("tel:".length);
  return line !== undefined && e164.test(line) ? line : undefined;
}

const isForwardable = ({ from, text }: CarrierMessage, to: string): boolean =>
  text.trim() !== "" && from !== to && !isOptOut(text) && !forwardMark.test(text);

const forwardedText = ({ from, text }: CarrierMessage): string => {
  const sender = from.replaceAll(/[^\p{L}\p{N}+.-]/gu, "").slice(0, senderLengthMax) || "?";
  return [...`Fwd ${sender}: ${text}`].slice(0, textLengthMax).join("");
};

/**
 * Stores a forward in the transaction that records the message. Returns false when the number has forwarded as many within the
 * hour as the account permits, and when the text is one that was forwarded and has come back.
 */
export async function storeForward(
  services: CoreServices,
  tx: StoreTransaction,
  { to, text, perHourMax, account, message, line }: PlannedForward & Forwarded,
  at: number,
): Promise<boolean> {
  const { numberId } = line;
  if ((await tx.notifications.countForwards(numberId, at - hourMs)) >= perHourMax) return false;
  if (await tx.notifications.isForwarded(services.secrets.hash("message", message.text))) return false;
  const id = services.createId<MessageForwardId>();
  await tx.notifications.addForward({
    ...{ id, accountId: account.id, numberId, at },
    content: encryptForward(services, id, { from: message.to, to, text }),
    textHash: services.secrets.hash("message", text),
  });
  return true;
}
