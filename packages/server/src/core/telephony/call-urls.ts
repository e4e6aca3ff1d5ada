import type { CarrierAccount } from "../../model.ts";

/**
 * How far a call has come; the path of a URL that a document names contains it. A number: so many usable endpoints have been
 * rung. `tried`: all of them; `forwarded`: also the number that the account forwards to.
 */
export type CallStage = number | "tried" | "forwarded";

/** Users have at most 10 endpoints, and a longer number is none of ours. */
const stage = /^(?:[0-9]{1,2}|tried|forwarded)$/;

/** Undefined for a text that is no stage. */
export function parseCallStage(text: string): CallStage | undefined {
  if (!stage.test(text)) return undefined;
  return text === "tried" || text === "forwarded" ? text : Number(text);
}

/** The URLs of an account, which the carrier signs. Without a query: carriers differ in how they sign one. */
export interface CallUrls {
  next(stage: CallStage): string;
  readonly recorded: string;
  readonly status: string;
}

export function callUrlsOf({ publicUrl, provider, id }: CarrierAccount): CallUrls {
  const base = `${publicUrl}/telephony/${provider}/${id}`;
  return {
    next: (stage) => `${base}/voice/next/${stage}`,
    recorded: `${base}/voice/recorded`,
    status: `${base}/status`,
  };
}
