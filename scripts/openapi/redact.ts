// Secrets, and what differs between two runs, as the examples show it.

import { hash } from "node:crypto";

const publicIds = new Map<string, string>();
const planIds = new Map<string, string>();

/** The same value with secrets and random parts replaced. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, redactField(name, field)]));
}

function redactField(name: string, value: unknown): unknown {
  if (name === "publicId" && typeof value === "string") return publicIdOf(value);
  // Measured, so that it differs between runs.
  if (name === "ageMs") return 0;
  if (typeof value !== "string") return redact(value);
  if (name === "salt") return exampleHash(value).slice(0, 32);
  // The cursor of the platform's feed contains hashes.
  if (name === "cursor") return exampleCursor;
  return keyParts[name] ?? redact(value);
}

/** Of signing keys and signatures, which are random: the public key of RFC 8037, appendix A. */
const keyParts: Readonly<Record<string, string>> = {
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  kid: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  signature: "eyJhbGciOiJFZERTQSIs….eyJvcmdhbml6YXRpb25JZCI6….hgyY0il_MGCj…",
};

const exampleCursor = "i9Y11DHQMdIxMTAxMDUwsDC3iAUA.a730e1089f90f410b492e16e14660b87";

/** Keys and hashes of events in any text, and the random values in the JSON and the ids of event streams. */
const redactText = (text: string): string =>
  text
    .replaceAll(/(w[li])_[0-9A-Za-z]{50}/g, "$1_…")
    .replaceAll(/whsec_[0-9A-Za-z+/]{43}=/g, "whsec_…")
    .replaceAll(/"publicId":"(\w+)"/g, (_, id: string) => `"publicId":"${publicIdOf(id)}"`)
    .replaceAll(/(?<="salt":")[0-9a-f]{32}/g, (salt) => exampleHash(salt).slice(0, 32))
    .replaceAll(/(?<=^id: )[\w-]{10,}\.[0-9a-f]{32}$/gm, exampleCursor)
    .replaceAll(/\b(?!0{64})[0-9a-f]{64}\b/g, exampleHash)
    .replaceAll(/(?<=(?:\b|_)\d+-)[0-9a-f]{16}\b/g, (prefix) => exampleHash(prefix).slice(0, 16))
    .replaceAll(/\b(?!\w{12}5fb12e8|0{24})[0-9a-f]{24}\b/g, planIdOf);

/** Hashes depend on random salts and keys; numbered by the order of their first 16 characters' appearance. */
const hashes = new Map<string, string>();

function exampleHash(text: string): string {
  const known = hashes.get(text.slice(0, 16)) ?? hash("sha256", `example ${hashes.size + 1}`);
  hashes.set(text.slice(0, 16), known);
  return known;
}

/** Ids of plans are random; all others contain the counter of `fixed-app.ts`. */
function planIdOf(id: string): string {
  const known = planIds.get(id) ?? hash("sha256", `plan ${planIds.size + 1}`).slice(0, 24);
  planIds.set(id, known);
  // What is redacted twice stays as it is.
  planIds.set(known, known);
  return known;
}

/** Random in each run; numbered in the order of their appearance. */
function publicIdOf(id: string): string {
  const known = publicIds.get(id) ?? `k${String(publicIds.size + 1).padStart(11, "0")}`;
  publicIds.set(id, known);
  return known;
}
