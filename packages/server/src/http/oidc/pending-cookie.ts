import type { IncomingHttpHeaders } from "node:http";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { cookieNamed } from "../sessions/session-cookie.ts";
import type { PendingSignIn } from "./identity-provider.ts";

/** A sign-in that was begun in this browser. */
export interface BegunSignIn extends PendingSignIn {
  /** The page to open afterwards. */
  readonly returnTo: string;
}

const maxAgeSeconds = 10 * 60;
const text = Type.String({ maxLength: 1000 });
const schema = Type.Object({
  state: text,
  nonce: text,
  codeVerifier: text,
  returnTo: text,
});

/** `Lax`, because the provider's redirect comes from another site. It permits nothing but to finish the sign-in. */
const attributes = "Path=/; HttpOnly; SameSite=Lax";
const nameOf = (isSecure: boolean): string => (isSecure ? "__Host-whoseline_sign_in" : "whoseline_sign_in");
const secureOf = (isSecure: boolean): string => (isSecure ? "; Secure" : "");

export function pendingCookie(isSecure: boolean, begun: BegunSignIn): string {
  const value = Buffer.from(JSON.stringify(begun)).toString("base64url");
  return `${nameOf(isSecure)}=${value}; ${attributes}${secureOf(isSecure)}; Max-Age=${maxAgeSeconds}`;
}

export const removedPendingCookie = (isSecure: boolean): string =>
  `${nameOf(isSecure)}=; ${attributes}${secureOf(isSecure)}; Max-Age=0`;

/** Undefined when the browser has begun no sign-in, or too long ago. */
export function begunSignInOf(headers: IncomingHttpHeaders, isSecure: boolean): BegunSignIn | undefined {
  const value = cookieNamed(headers.cookie ?? "", nameOf(isSecure));
  try {
    const begun: unknown = JSON.parse(Buffer.from(value ?? "", "base64url").toString());
    return Value.Check(schema, begun) ? begun : undefined;
  } catch {
    return undefined;
  }
}
