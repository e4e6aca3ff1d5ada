// Secrets, and what differs between two runs, as the examples show it.

const publicIds = new Map<string, string>();

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
  return redact(value);
}

/** Keys in any text, and the public ids in the JSON of event streams. */
const redactText = (text: string): string =>
  text
    .replaceAll(/wl_[0-9A-Za-z]{50}/g, "wl_…")
    .replaceAll(/"publicId":"(\w+)"/g, (_, id: string) => `"publicId":"${publicIdOf(id)}"`);

/** Random in each run; numbered in the order of their appearance. */
function publicIdOf(id: string): string {
  const known = publicIds.get(id) ?? `k${String(publicIds.size + 1).padStart(11, "0")}`;
  publicIds.set(id, known);
  return known;
}
