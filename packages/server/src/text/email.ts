import { domainToASCII, domainToUnicode } from "node:url";
import { settled, withoutCase, withoutInvisible } from "./case.ts";
import { nameOf } from "./code-points.ts";

/** Whether two texts are the same e-mail address. The only rule for it: uniqueness, reservations and filters use it. */
export const isSameEmail = (a: string, b: string): boolean => emailKey(a) === emailKey(b);

/**
 * Two e-mail addresses are the same exactly when their keys are equal: in normal form C, without case, the final sigma
 * folded, and the domain in Unicode whether it was written in Unicode or in Punycode. Of any text, also of addresses
 * that are no longer accepted; the key of a key is the key.
 */
export const emailKey = (email: string): string => settled(email, keyOnce);

function keyOnce(email: string): string {
  const bare = withoutInvisible(email).normalize("NFC").replace(wrapping, "").replace(trailing, "");
  const at = bare.lastIndexOf("@");
  return at === -1 ? withoutCase(bare) : `${withoutCase(bare.slice(0, at))}@${domainKey(bare.slice(at + 1))}`;
}

const wrapping = /^(?:mailto:|[<\s])+/i;
const trailing = /[>\s.]+$/;

/** IDNA2008 rules: `ß` and the final sigma are distinct letters in a domain. */
function domainKey(domain: string): string {
  const ascii = toAscii(domain);
  return ascii === undefined ? domain.normalize("NFC").toLowerCase() : domainToUnicode(ascii);
}

/** Rewrites the Punycode labels of a part of an e-mail address in Unicode, as keys have them. */
export const withUnicodeLabels = (part: string): string =>
  part.replaceAll(/(?<![^@.])xn--[a-z0-9-]+/gi, (label) => domainToUnicode(label) || label);

/**
 * Returns why a text of the form `local@domain` is not an e-mail address, as the end of the sentence "the field …";
 * undefined when it is one.
 */
export function emailProblem(text: string): string | undefined {
  const [hostile] = forbidden.exec(text) ?? [];
  if (hostile !== undefined) return `must not contain ${nameOf(hostile)}, which no e-mail address has`;
  if (/^mailto:/i.test(text)) return "must be an e-mail address without mailto:";
  if (/[<>]/.test(text)) return "must be an e-mail address without angle brackets";
  // RFC 5321, section 4.1.2: a quoted local part names the same mailbox as the one without quotes.
  if (/["(),:;[\]\\].*@/.test(text)) return `must be an e-mail address without any of " ( ) , : ; [ ] \\`;
  if (/[.\u3002\uff0e\uff61]$/.test(text)) return "must be an e-mail address without a dot at the end";
  const domain = text.slice(text.lastIndexOf("@") + 1);
  return isDomain(domain) ? undefined : "must have a domain name after the @, like acme.example";
}

const forbidden = /[\p{Cc}\p{Cs}\p{Cf}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/u;

/** RFC 1034, section 3.5, and RFC 5890: labels of at most 63 letters, digits and hyphens, in at most 253 characters. */
function isDomain(domain: string): boolean {
  const ascii = toAscii(domain);
  if (ascii === undefined || ascii.length > 253) return false;
  const labels = ascii.split(".");
  return labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? "");
}

const isLabel = (label: string): boolean =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label) &&
  (!label.startsWith("xn--") || domainToASCII(domainToUnicode(label)) === label) &&
  (label.startsWith("xn--") || label.slice(2, 4) !== "--");

/** Undefined for text that contains syntax of URLs, which the conversion would interpret, and for invalid labels. */
const toAscii = (domain: string): string | undefined =>
  /^[A-Za-z0-9.\u0080-\u{10ffff}-]+$/u.test(domain) ? domainToASCII(domain) || undefined : undefined;
