import { UnreadableWebhook } from "./carrier-door.ts";
import type { FormFields } from "./webhook-request.ts";

const fieldsMax = 200;

/**
 * Reads `application/x-www-form-urlencoded`: `+` is a space, and bytes that are not UTF-8 are refused, because a signature
 * is made of the text. Throws `UnreadableWebhook`.
 */
export function parseForm(text: string): FormFields {
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const part of text.split("&")) {
    if (part === "") continue;
    count += 1;
    if (count > fieldsMax) throw new UnreadableWebhook(`The form has more than ${fieldsMax} fields.`);
    const at = part.indexOf("=");
    const name = decode(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? "" : decode(part.slice(at + 1));
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return fields;
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new UnreadableWebhook("The form is not percent-encoded UTF-8.");
  }
}
