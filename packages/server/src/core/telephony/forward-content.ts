import type { MessageForwardId } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import type { OutgoingMessage } from "./carrier-client.ts";

const placeOf = (id: MessageForwardId): readonly string[] => ["message_forwards", "content", id];

export const encryptForward = (
  { encryption }: CoreServices,
  id: MessageForwardId,
  message: OutgoingMessage,
): string => encryption.encrypt(placeOf(id), JSON.stringify(message));

export const decryptForward = (
  { encryption }: CoreServices,
  id: MessageForwardId,
  content: string,
): OutgoingMessage => JSON.parse(encryption.decrypt(placeOf(id), content));
