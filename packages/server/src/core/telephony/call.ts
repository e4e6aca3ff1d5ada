import type { LegOutcome } from "../../model.ts";

export type { LegOutcome } from "../../model.ts";

/** Where a carrier rings. */
export type DialTarget =
  | { readonly kind: "client"; readonly name: string }
  /** The complete URI, with its parameters. */
  | { readonly kind: "sip"; readonly uri: string }
  /** E.164. */
  | { readonly kind: "phone"; readonly line: string };

/** A call as its carrier reports it, after the carrier's own spelling of numbers was removed. */
export interface CarrierCall {
  /** The carrier's id of the call. */
  readonly id: string;
  /** E.164 where it is a number; else as received: `sip:…`, `client:…`. Empty where the event does not contain it. */
  readonly to: string;
  /** Opaque: it can be withheld or forged, so nothing is decided by it. */
  readonly from: string;
  readonly isWithheld: boolean;
  /** The name of the client that dials out; absent for a call from the telephone network. */
  readonly client?: string;
}

/** What a carrier's webhook reports about a call. */
export type CallEvent =
  | { readonly kind: "incoming"; readonly call: CarrierCall }
  | {
      readonly kind: "legEnded";
      readonly call: CarrierCall;
      readonly outcome: LegOutcome;
      /** The event reports that the caller has hung up. */
      readonly hasCallerLeft?: boolean;
    }
  | {
      readonly kind: "recorded";
      readonly call: CarrierCall;
      /** The recording at the carrier. */
      readonly url: string;
      readonly seconds: number | null;
    }
  /** The call has ended, or it needs no answer. */
  | { readonly kind: "status"; readonly call: CarrierCall | null; readonly status: string };

/** What the carrier does next with the call. URLs are absolute and without a query. */
export type CallStep =
  | {
      readonly kind: "ring";
      /** All at once; the first to answer gets the call. */
      readonly targets: readonly [DialTarget, ...DialTarget[]];
      readonly seconds: number;
      /** Null for the caller's own. */
      readonly callerId: string | null;
      readonly isRecorded: boolean;
      /** Asked when the targets have ended. */
      readonly nextUrl: string;
      readonly statusUrl: string;
    }
  | {
      readonly kind: "forward";
      readonly line: string;
      readonly seconds: number;
      readonly callerId: string | null;
      readonly nextUrl: string;
    }
  | { readonly kind: "announce"; readonly text: string; readonly language: string }
  | {
      readonly kind: "voicemail";
      readonly text: string;
      readonly language: string;
      readonly secondsMax: number;
      /** Called with the address of the recording. */
      readonly recordedUrl: string;
    }
  | { readonly kind: "reject" }
  | { readonly kind: "hangUp" };
