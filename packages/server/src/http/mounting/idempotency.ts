import { hash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Idempotency } from "../../core/kernel/context.ts";
import { validationFailed } from "../errors.ts";
import type { Dialect } from "./dialect.ts";

/** 1 to 255 printable ASCII characters. */
const keyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** Returns what identifies a retry of a write: its Idempotency-Key, or what the clients of the dialect send instead. */
export function idempotencyOf(request: FastifyRequest, dialect: Dialect): Idempotency | undefined {
  if (isRead(request)) return undefined;
  const key = request.headers["idempotency-key"];
  if (key === undefined) {
    const retry = dialect.retryKey?.(request);
    return retry && { ...retry, fingerprint: fingerprintOf(request) };
  }
  if (typeof key !== "string" || !keyPattern.test(key)) throw invalidKey();
  return { key: `${dialect.name} ${key}`, fingerprint: fingerprintOf(request), replay: "always" };
}

export const isRead = ({ method }: FastifyRequest): boolean => method === "GET" || method === "HEAD";

const invalidKey = () =>
  validationFailed({
    in: "header",
    name: "Idempotency-Key",
    rule: "format",
    detail: "Idempotency-Key must be 1 to 255 printable ASCII characters",
  });

function fingerprintOf({ method, url, headers, body }: FastifyRequest): string {
  const preconditions = ["If-Match", "If-None-Match"].map((name) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? "" : `${name}: ${value}\n`;
  });
  return hash("sha256", `${method} ${url}\n${preconditions.join("")}${JSON.stringify(body ?? null)}`);
}
