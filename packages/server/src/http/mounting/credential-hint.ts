import type { IncomingHttpHeaders } from "node:http";

const right = "Send the header `Authorization: Bearer <key>`.";
/** Where other APIs expect a key. */
const otherHeaders = ["x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token"];

/** What is wrong with how a request sends its credential, without any part of it; undefined when it sends none. */
export function credentialHint(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return `${problemOf(authorization.trim())} ${right}`;
  const other = otherHeaders.find((name) => headers[name] !== undefined);
  return other === undefined ? undefined : `The header ${other} is not read. ${right}`;
}

function problemOf(authorization: string): string {
  if (/^(w[lios]_|eyJ)/.test(authorization))
    return "The Authorization header has a credential without the word Bearer before it.";
  if (/^basic\b/i.test(authorization)) return "The Authorization header has the scheme Basic, not Bearer.";
  return /^bearer$/i.test(authorization)
    ? "The Authorization header has nothing after Bearer."
    : "The Authorization header does not begin with Bearer.";
}
