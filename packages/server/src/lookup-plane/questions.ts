import type { Principal } from "../core/auth/access.ts";
import type { Inbound, Line, Outbound, OutboundUser } from "../core/routing/route-lookups.ts";
import type { InjectedRequest, InjectedResponse } from "../http/injected-request.ts";
import type { TlsOptions } from "../http/listener.ts";

// What a lookup thread asks the main thread. Everything here is copied between threads.

/** Who the caller of a credential is. Answered only for callers who may look up routes. */
export interface CallerQuestion {
  readonly kind: "caller";
  readonly credential: string;
  /** Recorded when a token signs in for the first time. */
  readonly requestId: string;
}

export interface KnownCaller {
  readonly principal: Principal;
  /** For how long the thread may use this answer, if nothing changes it, in milliseconds. */
  readonly usableForMs: number;
}

/** A complete HTTP request. Answered as the main port answers it. */
export interface HttpQuestion extends InjectedRequest {
  readonly kind: "http";
}

/** A sign-in that failed: counted, logged, and answered after the delay of the client's network. */
export interface SignInQuestion {
  readonly kind: "signIn";
  readonly credential: string;
  readonly address: string;
}

export interface InboundQuestion {
  readonly kind: "inbound";
  readonly credential: string;
  readonly line: Line;
}

export interface OutboundQuestion {
  readonly kind: "outbound";
  readonly credential: string;
  readonly user: OutboundUser;
}

/** The answer of each kind of question. */
export interface Answers {
  readonly caller: KnownCaller | { readonly error: PlainError };
  readonly http: InjectedResponse;
  /** Without an error when the credential is valid after all. */
  readonly signIn: { readonly error?: PlainError | undefined; readonly closes: boolean };
  readonly inbound: Inbound;
  readonly outbound: Outbound;
}

export type Question = CallerQuestion | HttpQuestion | SignInQuestion | InboundQuestion | OutboundQuestion;

/** An HttpError without its class, which is lost between threads. */
export interface PlainError {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
}

export type FromThread =
  | { readonly type: "question"; readonly id: number; readonly question: Question }
  /** The client is gone: the main thread need not wait any longer. */
  | { readonly type: "abort"; readonly id: number }
  | { readonly type: "listening"; readonly ports: Readonly<Partial<Record<DoorName, number>>> }
  | {
      readonly type: "log";
      readonly level: "warn" | "error" | "info" | "debug";
      readonly details: object;
      readonly message: string;
    };

export type ToThread =
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failure"; readonly id: number; readonly error: PlainError }
  | { readonly type: "certificate"; readonly tls: TlsOptions }
  | { readonly type: "stop" };

export const doorNames = ["http", "resp"] as const;
export type DoorName = (typeof doorNames)[number];
