import type { LineKind } from "../model.ts";

/**
 * The kind of a line in its canonical form. Only lines that start with `+` are unique in the world, belong to one
 * organization and can be looked up by a caller.
 */
export function kindOfLine(line: string): LineKind {
  if (line.startsWith("+")) return e164.test(line) ? "e164" : "senderLine";
  return shortCode.test(line) ? "shortCode" : "alphanumeric";
}

export const isGlobalLine = (line: string): boolean => line.startsWith("+");

/** Nobody can reply to an alphanumeric sender id. */
export const canReceive = (line: string): boolean => kindOfLine(line) !== "alphanumeric";

/** `+`, then 7 to 15 ASCII digits, the first not 0 (ITU-T E.164, international number). */
export const e164 = /^\+[1-9][0-9]{6,14}$/;

/** 3 to 8 digits, the longest that a carrier assigns. */
export const shortCode = /^[0-9]{3,8}$/;

/** https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id: at most 11 characters, one of them a letter. */
export const alphanumeric = /^(?=.*[A-Za-z])[A-Za-z0-9&_-](?:[A-Za-z0-9 &+_-]{0,9}[A-Za-z0-9&+_-])?$/;
