import type { IncomingMessage, ServerResponse } from "node:http";
import { lookUpEach } from "../core/routing/look-up-each.ts";
import type { Line, MemoryContext } from "../core/routing/route-lookups.ts";
import { inboundTextFromMemory } from "../dialects/native/memory-answers.ts";
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
  const lines = parseBatch(body);
  const context = lines && (await batch.caller());
  return lines && context && lookUpLines(context, lines);
}

async function lookUpLines(context: MemoryContext, lines: readonly Line[]): Promise<string | undefined> {
  try {
    return `{"items":[${(await lookUpEach(lines, (line) => lineText(context, line))).join(",")}]}`;
  } catch {
    return undefined;
  }
}

function lineText(context: MemoryContext, line: Line): string {
  const text = inboundTextFromMemory(context, line);
  if (text === undefined) throw new Error("memory cannot answer");
  return text;
}
