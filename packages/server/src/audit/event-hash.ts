import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { withValues } from "./personal-values.ts";
import type { EventContent } from "./public-event.ts";

/** Of an event that a request made. */
export const requestHashVersion = 1;
/** Of an event that a job made: version 1 with the member `jobId`. */
export const jobHashVersion = 2;

/** The `previousHash` of an organization's first event. */
export const firstPreviousHash = "0".repeat(64);

/**
 * SHA-256 over the RFC 8785 form of the event, in hexadecimal. `digests` replace the personal values, by JSON Pointer.
 */
export const hashOf = (content: EventContent, digests: Readonly<Record<string, string>>): string =>
  hash("sha256", canonicalJson(withValues(content, digests)));
