import type { CarrierAccount, CarrierProvider } from "../../model.ts";
import type { CarrierCredentials } from "../kernel/carrier-account-directory.ts";
import type { CarrierMessage } from "./message.ts";

export type { CarrierCredentials, KnownCarrierAccount } from "../kernel/carrier-account-directory.ts";

export interface CarrierHttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface CarrierHttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** At most 16 MiB. */
  readonly text: string;
}

/** Sends requests to a carrier: one at a time for an account, again after 429 and 5xx where that is safe. */
export interface CarrierHttp {
  /** Throws `CarrierFailure` when there is no response. */
  send(request: CarrierHttpRequest): Promise<CarrierHttpResponse>;
}

/** The carrier did not do what was asked. The message is for people and contains no secret. */
export class CarrierFailure extends Error {
  readonly reason: "unreachable" | "unauthorized" | "limited" | "refused" | "incomplete";

  constructor(reason: CarrierFailure["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The carriers' APIs, as operations use them. */
export interface Carriers {
  /** Undefined for a platform that has no numbers. */
  client(provider: CarrierProvider): CarrierClient | undefined;
  /** What a client works with. An aborted signal ends the requests and the waiting for the next one. */
  access(
    account: CarrierAccount,
    credentials: CarrierCredentials,
    options?: { readonly signal?: AbortSignal | undefined },
  ): CarrierAccess;
}

/** What a client of a carrier works with. */
export interface CarrierAccess {
  readonly account: CarrierAccount;
  readonly credentials: CarrierCredentials;
  readonly http: CarrierHttp;
}

/** A number in a carrier's inventory. */
export interface SeenNumber {
  /** After the provider's normalisation; null where it is no line, and then `text` is what it is instead. */
  readonly line: string | null;
  readonly text: string;
  /** The carrier's id of the number. */
  readonly ref: string;
  /** Null also for a name that only repeats the number. */
  readonly name: string | null;
  /** Undefined where the carrier does not tell. */
  readonly voice?: SeenWebhook | undefined;
  readonly sms?: SeenWebhook | undefined;
  readonly capabilities: readonly ("voice" | "sms")[];
  readonly isActive: boolean;
  /** The carrier's word for the state. */
  readonly status: string;
  /** Where the carrier itself forwards calls to. */
  readonly forwardsTo?: string | undefined;
}

export interface SeenWebhook {
  readonly url: string | null;
  readonly method?: "GET" | "POST" | undefined;
  readonly via: "number" | "application" | "profile" | "trunk";
  /** The carrier's id of what the URL is set at, where that is not the number. */
  readonly viaRef?: string | undefined;
}

/** A part of the received messages that a carrier keeps. */
export interface InboxPage {
  /** Oldest first. */
  readonly messages: readonly CarrierMessage[];
  /** The carrier's id of the last of them, or the one before. */
  readonly lastMessageId: number;
  readonly hasMore: boolean;
}

/** A text that is sent from one of our numbers. */
export interface OutgoingMessage {
  readonly from: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** The API of one carrier. Every method throws `CarrierFailure`. */
export interface CarrierClient {
  /** Reads something small that needs every API credential. Changes nothing. */
  testCredentials(access: CarrierAccess): Promise<void>;
  /** Reads the complete inventory, or throws `incomplete`. */
  readInventory(access: CarrierAccess): Promise<readonly SeenNumber[]>;
  /** Sets where webhooks go. Undefined where the carrier's API cannot. */
  setWebhook?(
    access: CarrierAccess,
    target: {
      readonly number: SeenNumber;
      readonly kind: "voice" | "sms";
      /** Null for none, as it was before. */
      readonly url: string | null;
      readonly method: "GET" | "POST";
    },
  ): Promise<void>;
  /**
   * Reads the oldest received messages after the last one that was read. With null it only finds the newest one. Undefined
   * where the carrier calls a webhook for each message.
   */
  readInbox?(access: CarrierAccess, lastMessageId: number | null): Promise<InboxPage>;
  /** Sends a text; returns the carrier's id of it. Undefined where messages cannot be forwarded. */
  sendMessage?(access: CarrierAccess, message: OutgoingMessage): Promise<string>;
}
