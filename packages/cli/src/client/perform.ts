import { randomUUID } from "node:crypto";
import type { Whoseline } from "@whoseline/sdk";
import type { CommandSpec } from "./command-spec.ts";
import {
  type Connection,
  type ConnectionOptions,
  connect,
  requireOrganization,
  resolveConnection,
} from "./connection.ts";
import type { ContractOperation } from "./contract-types.ts";
import { captureRequest } from "./dry-run.ts";
import { exitCodes } from "./exit-codes.ts";
import { reportFailure, type SentWrite } from "./failure.ts";
import { type BoundField, valuesOf } from "./fields.ts";
import { openFile } from "./import-file.ts";
import { type Io, note, write } from "./io.ts";
import { readItems } from "./items-file.ts";
import { formatOf, writeList, writeRecord } from "./output.ts";
import type { Format } from "./output-format.ts";
import { confirm } from "./prompt.ts";
import { fill, isPartlyDone, resultItems } from "./result.ts";
import { sdkMethod } from "./sdk-method.ts";
import { prepareUndo } from "./undo.ts";

export interface CommandOptions extends ConnectionOptions {
  readonly output?: Format;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

/** A command that was called. */
export interface Called {
  readonly spec: CommandSpec;
  readonly operation: ContractOperation;
  readonly fields: readonly BoundField[];
  readonly args: readonly unknown[];
  readonly options: CommandOptions & Readonly<Record<string, unknown>>;
}

/** A command whose connection and values are known. */
export interface Prepared extends Called {
  readonly io: Io;
  readonly connection: Connection;
  readonly client: Whoseline;
  readonly values: Record<string, unknown>;
  readonly format: Format;
}

/** Calls the operation of a command and writes its result. Returns the exit code. */
export async function perform(io: Io, called: Called): Promise<number> {
  const { spec, operation, options } = called;
  const isRead = operation.method === "GET" || spec.operation === "routeInboundMany";
  const sent: SentWrite = { idempotencyKey: options.idempotencyKey ?? `cli-${randomUUID()}` };
  const progress = { hasSent: false };
  const format = formatOf(io, options.output);
  try {
    const prepared = await prepare(io, called, format);
    if (operation.kind === "list") return await list(prepared);
    if (operation.kind === "stream") return await (await import("./tail.ts")).tail(prepared);
    if (operation.kind === "download") return await (await import("./download.ts")).download(prepared);
    if (operation.kind === "text") return await copyText(prepared);
    if (isRead) return await read(prepared);
    return await change(prepared, sent, () => {
      progress.hasSent = true;
    });
  } catch (error) {
    return reportFailure(io, error, format, progress.hasSent ? sent : undefined);
  }
}

async function prepare(io: Io, called: Called, format: Format): Promise<Prepared> {
  const { fields, args, options } = called;
  const connection = await resolveConnection(io, options);
  const client = await connect(io, connection, options);
  const values = await valuesOf(fields, args, options, {
    items: (path) => readItems(io, path),
    file: (path) => openFile(io, path),
  });
  if (needsOrganization(called)) requireOrganization(connection);
  // In the query the organization is optional, and the SDK fills it in only in a path.
  const isInQuery = called.operation.fields.some(
    (field) => field.name === "organization" && field.in === "query",
  );
  if (isInQuery && connection.organization !== undefined) values.organization = connection.organization;
  return { ...called, io, connection, client, values, format };
}

function needsOrganization({ operation: { path, fields }, args }: Called): boolean {
  const isArgument =
    args.length > 0 && !fields.some(({ name, in: place }) => name !== "organization" && place === "path");
  return path.includes("{organization}") && !isArgument;
}

const pageSizeMax = 200;

async function list({ io, client, spec, operation, values, options, format }: Prepared): Promise<number> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const method = sdkMethod(client, spec.operation);
  const records = method({ ...values, limit: Math.min(limit, pageSizeMax) }, { signal: io.signal });
  const count = await writeList(io, format, operation, first(records, limit));
  if (count === 0 && format === "table") note(io, "None.");
  return exitCodes.done;
}

export async function* first(records: AsyncIterable<unknown>, limit: number): AsyncGenerator<unknown> {
  let count = 0;
  for await (const record of records) {
    yield record;
    if (++count >= limit) return;
  }
}

async function read({ io, client, spec, operation, values, options, format }: Prepared): Promise<number> {
  const { data, etag, requestId } = await sdkMethod(client, spec.operation)(values, {
    signal: io.signal,
  }).withResponse();
  noteResponse(io, options, { etag, requestId });
  await writeResult(io, format, spec, operation, data);
  return exitCodes.done;
}

/** Writes a file of text as it is. */
async function copyText({ io, client, spec, values }: Prepared): Promise<number> {
  const { response } = await sdkMethod(client, spec.operation)(values, { signal: io.signal }).withResponse();
  await write(io.stdout, await response.text());
  return exitCodes.done;
}

async function change(prepared: Prepared, sent: SentWrite, onSend: () => void): Promise<number> {
  const { io, client, spec, operation, values, options, format } = prepared;
  const plansOnServer = operation.fields.some(({ name }) => name === "dryRun");
  if (options.dryRun && !plansOnServer) return printRequest(prepared, sent);
  if (options.dryRun) values.dryRun = true;
  else if (spec.confirm !== undefined) await confirm(io, fill(spec.confirm, values), options.yes);
  const undo = options.dryRun ? undefined : await prepareUndo(prepared);
  onSend();
  const { data, status, etag, requestId } = await sdkMethod(client, spec.operation)(values, {
    signal: io.signal,
    idempotencyKey: sent.idempotencyKey,
    ifMatch: options.ifMatch,
  }).withResponse();
  noteResponse(io, options, { etag, requestId });
  if (data !== undefined) await writeResult(io, format, spec, operation, data);
  const command = await undo?.(data, { status, requestId });
  if (command !== undefined) note(io, `Undo: ${command}`);
  return exitOfResult(data, options.dryRun === true);
}

function exitOfResult(data: unknown, isDryRun: boolean): number {
  if (isDryRun) return exitCodes.done;
  return isPartlyDone(data) ? exitCodes.partlyDone : exitCodes.done;
}

async function printRequest(
  { io, connection, spec, values, options, format }: Prepared,
  sent: SentWrite,
): Promise<number> {
  const { fetch, request } = captureRequest();
  const client = await connect(io, connection, options, { fetch });
  const { idempotencyKey } = sent;
  await sdkMethod(client, spec.operation)(values, {
    idempotencyKey,
    ifMatch: options.ifMatch,
  }).withResponse();
  await writeRecord(io, format === "table" ? "json" : format, { columns: [] }, request());
  note(io, "Nothing was sent.");
  return exitCodes.done;
}

async function writeResult(
  io: Io,
  format: Format,
  spec: CommandSpec,
  operation: ContractOperation,
  data: unknown,
): Promise<void> {
  const items = spec.items === undefined || format === "json" ? undefined : resultItems(data, spec.items);
  if (items === undefined) return writeRecord(io, format, operation, data);
  const columns = [...new Set(items.flatMap((item) => Object.keys(item as object)))];
  await writeList(io, format, { columns }, toAsync(items));
}

async function* toAsync(items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

function noteResponse(
  io: Io,
  { verbose }: CommandOptions,
  { etag, requestId }: { readonly etag: string | undefined; readonly requestId: string | undefined },
): void {
  if (!verbose) return;
  if (requestId !== undefined) note(io, `Request id: ${requestId}`);
  if (etag !== undefined) note(io, `ETag: ${etag}`);
}
