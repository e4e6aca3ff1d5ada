import type { IncomingMessage, ServerResponse } from "node:http";
import { lookUpEach } from "../core/routing/look-up-each.ts";
import type { MemoryContext } from "../core/routing/route-lookups.ts";
import { inboundTextFromMemory, inboundTextOfKey } from "../dialects/native/memory-answers.ts";
import { readPlainBatch } from "../dialects/native/plain-key.ts";
import type { ForwardedRequests } from "./forwarded-requests.ts";
import { parseBatch } from "./plain-batch.ts";
import { readBody } from "./read-body.ts";

export interface Batch {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Resolves the caller when the body has arrived; undefined when the main thread must. */
  readonly caller: () => Promise<MemoryContext | undefined>;
  readonly send: (text: string) => void;
}

/** Answers a request with many lines from memory; forwards one that is unusual or that memory cannot answer. */
export async function answerBatch(batch: Batch, forwarded: ForwardedRequests): Promise<void> {
  const { request, response } = batch;
  const body = await readBody(request);
  if (body === null) return;
  const text = body && (await textOf(batch, body));
  if (text === undefined) await forwarded.forwardBody(request, response, body);
  else if (!request.socket.destroyed) batch.send(text);
}

async function textOf(batch: Batch, body: Uint8Array): Promise<string | undefined> {
  const keys = readPlainBatch(body);
  if (keys !== undefined) return lookUpLines(batch, keys, inboundTextOfKey);
  const lines = parseBatch(body);
  return lines && lookUpLines(batch, lines, inboundTextFromMemory);
}

async function lookUpLines<Item>(
  batch: Batch,
  items: readonly Item[],
  textOf: (context: MemoryContext, item: Item) => string | undefined,
): Promise<string | undefined> {
  const context = await batch.caller();
  if (context === undefined) return undefined;
  try {
    const texts = await lookUpEach(items, (item) => requireText(textOf(context, item)));
    return `{"items":[${texts.join(",")}]}`;
  } catch {
    return undefined;
  }
}

function requireText(text: string | undefined): string {
  if (text === undefined) throw new Error("memory cannot answer");
  return text;
}
