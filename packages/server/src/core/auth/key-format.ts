import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const publicLength = 12;
const secretLength = 32;
const form = /^w[lios]_([0-9A-Za-z]{12})[0-9A-Za-z]{32}([0-9A-Za-z]{6})$/;

/** `wl_`, a public id of 12 characters, a secret of 32 (190 bits), and a checksum of 6 for secret scanners. */
export const generateKey = (): string => generateSecret("wl");

/** Like a key, and begins with `wi_`. */
export const generateInvitation = (): string => generateSecret("wi");

/** Whether the credential is an invitation, valid or not. */
export const isInvitation = (credential: string): boolean =>
  credential.startsWith("wi_") && publicPartOf(credential) !== undefined;

/** The secret of a session, which is only in a cookie. Like a key, and begins with `ws_`. */
export const generateSessionSecret = (): string => generateSecret("ws");

/** The secret of a one-time link. Like a key, and begins with `wo_`. */
export const generateLinkSecret = (): string => generateSecret("wo");

/** Whether the credential is the secret of a one-time link, valid or not. */
export const isLinkSecret = (credential: string): boolean =>
  credential.startsWith("wo_") && publicPartOf(credential) !== undefined;

/** Whether the text has the form of a session's secret. */
export const isSessionSecret = (text: string): boolean =>
  text.startsWith("ws_") && publicPartOf(text) !== undefined;

function generateSecret(prefix: "wl" | "wi" | "wo" | "ws"): string {
  const body = `${prefix}_${randomText(publicLength)}${randomText(secretLength)}`;
  return body + checksum(body);
}

/** The public part of a generated secret; undefined for a key in another format, which an operator chose. */
export const publicPartOf = (key: string): string | undefined => form.exec(key)?.[1];

/** The id under which earlier versions stored a key that an operator chose: its hash without a secret. */
export const unkeyedIdOf = (key: string): string => hash("sha256", key, "base64url").slice(0, publicLength);

function randomText(length: number): string {
  let text = "";
  while (text.length < length)
    for (const byte of randomBytes(length)) {
      // 248 is four times 62: without this limit some characters would be more likely than others.
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  return text;
}

function checksum(text: string): string {
  let remainder = crc32(text);
  let sum = "";
  for (let digit = 0; digit < 6; digit++) {
    sum = alphabet[remainder % 62] + sum;
    remainder = Math.floor(remainder / 62);
  }
  return sum;
}
