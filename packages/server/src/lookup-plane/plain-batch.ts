import type { IncomingHttpHeaders } from "node:http";
import type { Line } from "../core/routing/route-lookups.ts";
import { linesMax, toLine } from "../dialects/native/route-input.ts";

/** Headers by which the main thread may treat a batch in another way. */
const specialHeaders = ["content-encoding", "idempotency-key", "if-match", "if-none-match", "upgrade"];

export const isPlainUpload = (headers: IncomingHttpHeaders): boolean =>
  specialHeaders.every((name) => headers[name] === undefined) &&
  /^application\/json(?:; ?charset=utf-8)?$/i.test(headers["content-type"] ?? "");

/**
 * The lines of the body `{"lines":[{"provider":…,"to":…}, …]}`. Undefined for every other body, also one with a
 * duplicate key: the main thread must read it.
 */
export function parseBatch(body: Uint8Array): readonly Line[] | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  if (text.includes("\\")) return undefined;
  const lines = linesOf(parseJson(text));
  // Without escapes, a text of four strings a line and one more has no duplicate key, which JSON.parse would ignore.
  return lines !== undefined && countQuotes(text) === 2 * (1 + 4 * lines.length) ? lines : undefined;
}

function linesOf(value: unknown): readonly Line[] | undefined {
  if (!isObjectOf(value, 1) || !Array.isArray(value.lines)) return undefined;
  const items: readonly unknown[] = value.lines;
  if (items.length === 0 || items.length > linesMax) return undefined;
  const lines: Line[] = [];
  for (const item of items) {
    const line = isObjectOf(item, 2) ? toLine(textOf(item.provider), textOf(item.to)) : undefined;
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObjectOf = (value: unknown, size: number): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.keys(value).length === size;

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}
