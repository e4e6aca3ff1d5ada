import type { CarrierCall, DialTarget } from "../../core/telephony/call.ts";
import { e164 } from "../../text/line-kind.ts";

/** Reads an endpoint of a user: `client:…`, `sip:…`, `sips:…`, `tel:…`. */
export function dialTarget(endpoint: string): DialTarget | undefined {
  const address = endpoint.slice(endpoint.indexOf(":") + 1);
  if (endpoint.startsWith("client:")) return { kind: "client", name: address };
  if (/^sips?:/.test(endpoint)) return { kind: "sip", uri: endpoint };
  return endpoint.startsWith("tel:") && isPhoneNumber(address) ? { kind: "phone", line: address } : undefined;
}

export const isPhoneNumber = (text: string): boolean => e164.test(text);

/** Adds the plus that some carriers omit. What is not made of digits stays as it is. */
export const withPlus = (text: string): string => (/^[1-9]\d{6,14}$/.test(text) ? `+${text}` : text);

export const withoutPlus = (line: string): string => line.replace(/^\+/, "");

/** The number that a target sees; undefined for the caller's own, which a caller that is not shown does not have. */
export const shownCallerId = (
  { callerId }: { readonly callerId: string | null },
  { isWithheld, to }: CarrierCall,
): string | undefined => callerId ?? (isWithheld && isPhoneNumber(to) ? to : undefined);

export const between = (value: number, min: number, max: number): number =>
  Math.min(Math.max(value, min), max);
