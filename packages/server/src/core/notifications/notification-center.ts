import type { CallReport } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import type { NotificationHub } from "../kernel/notification-hub.ts";
import type { CarrierMessage } from "../telephony/message.ts";
import { type ReceivingAccount, receiveMessages } from "../telephony/receive-messages.ts";
import { sendForwards } from "../telephony/send-forwards.ts";
import { storeCalls } from "../telephony/store-calls.ts";
import { deleteOldNotifications, eraseExpiredTexts } from "./notification-lifetime.ts";

/** What carriers report, and what becomes of it in the database. */
export class NotificationCenter {
  readonly #services: CoreServices;

  constructor(services: CoreServices) {
    this.#services = services;
  }

  /** What this process has recorded for webhooks besides events. */
  get counts(): NotificationHub {
    return this.#services.notifications;
  }

  /**
   * Records received messages for delivery to webhooks. Throws when one could not be recorded: the carrier must repeat the
   * webhook.
   */
  receiveMessages(known: ReceivingAccount, messages: readonly CarrierMessage[]): Promise<void> {
    return receiveMessages(this.#services, known, messages);
  }

  /** Adds reports to the log of calls. */
  storeCalls(reports: readonly CallReport[]): Promise<void> {
    return storeCalls(this.#services, reports);
  }

  /** Sends the forwards of messages that are due; returns how many it has claimed. */
  sendForwards(signal?: AbortSignal): Promise<number> {
    return sendForwards(this.#services, signal);
  }

  /** Erases the texts of messages that are too old; returns how many. */
  eraseExpiredTexts(): Promise<number> {
    return eraseExpiredTexts(this.#services);
  }

  /** Deletes notifications and calls that expired, and what is remembered of messages; returns the number of rows. */
  deleteOld(): Promise<number> {
    return deleteOldNotifications(this.#services);
  }
}
