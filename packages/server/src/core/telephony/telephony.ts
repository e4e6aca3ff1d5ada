import type { CarrierAccount, CarrierProvider } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { lookUpInboundInMemory } from "../routing/route-lookups.ts";
import type { KnownCarrierAccount } from "./carrier-client.ts";
import { type CallDecision, type CallQuestion, decideCall, undecidedCall } from "./decide-call.ts";
import type { CarrierMessage } from "./message.ts";
import { CallNotificationQueue } from "./notify-call.ts";
import { numbersProviderOf } from "./numbers-provider.ts";
import { receiveMessages } from "./receive-messages.ts";
import { CallLog } from "./record-call.ts";
import { storeCalls } from "./store-calls.ts";
import { telephonyContext } from "./telephony-context.ts";
import { TelephonyStats } from "./telephony-stats.ts";

/** What the routes of the telephone network need of an installation. */
export class Telephony {
  readonly #services: CoreServices;
  readonly stats = new TelephonyStats();
  readonly calls: CallLog;
  readonly notifications: CallNotificationQueue;
  readonly #started = Promise.withResolvers<void>();
  isStarted = false;

  constructor(services: CoreServices) {
    this.#services = services;
    this.calls = new CallLog({ write: (reports) => storeCalls(services, reports) });
    this.notifications = new CallNotificationQueue(services);
  }

  /** Resolves when the accounts are known: before that, each would look like one that does not exist. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  start(): void {
    this.isStarted = true;
    this.#started.resolve();
  }

  /** Stores the last reports of calls and the last notifications about them. */
  async close(): Promise<void> {
    await this.calls.close();
    await this.notifications.close();
  }

  get now(): number {
    return this.#services.now();
  }

  /** Undefined for an account that does not exist or is disabled. */
  findAccount(provider: string, id: string): KnownCarrierAccount | undefined {
    const known = this.#services.carrierAccounts.find(id);
    return known?.account.provider === provider && known.account.status === "enabled" ? known : undefined;
  }

  /** In the order of creation. */
  enabledAccounts(provider: CarrierProvider): readonly KnownCarrierAccount[] {
    const known = this.#services.carrierAccounts.byProvider(provider);
    return known.filter(({ account }) => account.status === "enabled");
  }

  /** Whether the account may route the line, as far as it is known without the database. */
  hasLine(account: CarrierAccount, line: string): boolean {
    const context = telephonyContext(this.#services, account);
    const found = lookUpInboundInMemory(context, { provider: numbersProviderOf(account), line });
    return found !== undefined && found.organizationId !== null;
  }

  /** See `decideCall`. */
  decide(question: CallQuestion): Promise<CallDecision> {
    return decideCall(this.#services, question);
  }

  /** Throws when a message is not recorded. */
  receiveMessages(known: KnownCarrierAccount, messages: readonly CarrierMessage[]): Promise<void> {
    return receiveMessages(this.#services, known, messages);
  }

  /** See `undecidedCall`. */
  undecided(question: CallQuestion): CallDecision {
    return undecidedCall(this.#services, question);
  }
}
