import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Whoseline } from "@whoseline/sdk";
import { type ConnectionOptions, connect, requireOrganization, resolveConnection } from "../connection.ts";
import { contract } from "../contract.ts";
import type { ContractOperation } from "../contract-types.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure } from "../failure.ts";
import { type Io, write } from "../io.ts";

interface ExportOptions extends ConnectionOptions {
  readonly output?: string;
  readonly format?: "csv" | "ndjson";
  readonly [filter: string]: unknown;
}

const operations = {
  numbers: contract.listNumbers,
  users: contract.listUsers,
  assignments: contract.listAssignments,
  events: contract.listEvents,
} as const satisfies Readonly<Record<string, ContractOperation>>;
type ExportedList = keyof typeof operations;

/** The options that are no filters of the list. */
const general = new Set([
  "output",
  "url",
  "profile",
  "organization",
  "keyFile",
  "timeout",
  "verbose",
  "format",
]);

/** Writes a list as one file. */
export async function exportList(
  io: Io,
  [name]: readonly unknown[],
  options: ExportOptions,
): Promise<number> {
  const list = name as ExportedList;
  try {
    const values = valuesOf(list, options);
    const connection = await resolveConnection(io, options);
    requireOrganization(connection);
    const client = await connect(io, connection, options);
    const { body } = await read(client, list, { ...values, format: options.format }, io.signal);
    if (body === null) throw new CommandError("The response has no body.", exitCodes.failed);
    const text = withProgress(io, body);
    if (options.output === undefined) for await (const part of text) await write(io.stdout, part);
    else await save(text, options.output);
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, "table");
  }
}

/** The filters of the command under their names in the API. Throws for one that the list does not have. */
function valuesOf(list: ExportedList, options: ExportOptions): Readonly<Record<string, unknown>> {
  const fields: readonly string[] = operations[list].fields.map(({ name }) => name);
  const given = Object.entries(options).filter(
    ([option, value]) => !general.has(option) && value !== undefined,
  );
  return Object.fromEntries(
    given.map(([option, value]) => {
      const name = option === "search" ? "q" : option;
      if (name !== "style" && !fields.includes(name))
        throw new CommandError(`The list of ${list} has no filter ${option}.`);
      return [name, value];
    }),
  );
}

const read = (client: Whoseline, list: ExportedList, values: object, signal: AbortSignal) =>
  (client[list].export as (values: object, options: { signal: AbortSignal }) => Promise<Response>)(values, {
    signal,
  });

/** The file is replaced only by a complete export. */
async function save(parts: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const partial = `${path}.partial`;
  const file = createWriteStream(partial, { mode: 0o600 });
  try {
    await pipeline(parts, file);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Interval between two lines of progress, in milliseconds. */
const progressMs = 250;

/** Shows on a terminal how much has arrived. How much there will be is not known. */
async function* withProgress({ stderr }: Io, parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let shownAt = 0;
  for await (const part of parts) {
    yield part;
    bytes += part.length;
    if (!stderr.isTTY || Date.now() - shownAt < progressMs) continue;
    shownAt = Date.now();
    stderr.write(`\r${(bytes / 1_000_000).toFixed(1)} MB`);
  }
  if (stderr.isTTY) stderr.write(`\r${(bytes / 1_000_000).toFixed(1)} MB, complete.\n`);
}
