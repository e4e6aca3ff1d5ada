import { setTimeout } from "node:timers/promises";
import type { Import, Whoseline } from "@whoseline/sdk";
import { progressBar } from "../../progress-bar.ts";
import { connect, connectionArguments, resolveConnection } from "../connection.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure, shellCommand } from "../failure.ts";
import { openFile } from "../import-file.ts";
import { type Io, note, write } from "../io.ts";
import { formatOf, writeRecord } from "../output.ts";
import type { CommandOptions } from "../perform.ts";
import { confirm } from "../prompt.ts";
import { printable } from "../table.ts";

interface ImportOptions extends CommandOptions {
  readonly kind: "numbers" | "users";
  readonly mode?: "each" | "atomic";
  readonly format?: "csv" | "ndjson";
  readonly encoding?: Encoding;
  readonly delimiter?: "," | ";" | "\t" | "|";
  readonly preset?: Preset;
  readonly country?: string;
  readonly provider?: Provider;
  readonly reason?: string;
  readonly apply?: boolean;
}
type Values = Parameters<Whoseline["imports"]["create"]>[0];
type Encoding = NonNullable<Values["encoding"]>;
type Preset = NonNullable<Values["preset"]>;
type Provider = NonNullable<Values["provider"]>;

const pollMs = 500;

/** Uploads a file, shows what it would do, and with `--apply` does it. */
export async function importFile(
  io: Io,
  [path]: readonly unknown[],
  options: ImportOptions,
): Promise<number> {
  const format = formatOf(io, options.output);
  try {
    const client = await connect(io, await resolveConnection(io, options), options);
    const file = await openFile(io, String(path));
    const {
      kind,
      mode,
      format: fileFormat,
      encoding,
      delimiter,
      preset,
      country,
      provider,
      reason,
    } = options;
    const created = await client.imports.create(
      { kind, mode, format: fileFormat, encoding, delimiter, preset, country, provider, reason, file },
      { signal: io.signal, attemptTimeoutMs: uploadMs, totalTimeoutMs: uploadMs },
    );
    const checked = await untilDone(io, client, created);
    for (const line of linesOf(checked)) note(io, line);
    const { create, change } = checked.counts;
    if (!options.apply || create + change === 0 || checked.state !== "checked") {
      if (!options.apply && checked.state === "checked")
        note(io, `Apply: ${commandOf("apply", checked, options)}`);
      return await finish(io, format, checked);
    }
    await confirm(io, `Create ${create} and change ${change}?`, options.yes);
    const applying = await client.imports.apply({ import: checked.id }, { signal: io.signal });
    const applied = await untilDone(io, client, applying);
    for (const line of linesOf(applied)) note(io, line);
    note(io, `Undo: ${commandOf("undo", applied, options)}`);
    return await finish(io, format, applied);
  } catch (error) {
    return reportFailure(io, error, format);
  }
}

const uploadMs = 15 * 60 * 1000;

/** Asks again until the job has ended, and shows its progress on a terminal. */
async function untilDone(io: Io, client: Whoseline, begun: Import): Promise<Import> {
  const bar = io.stderr.isTTY ? progressBar() : undefined;
  bar?.start(begun.rows);
  let seen = 0;
  let found = begun;
  try {
    while (["checking", "applying"].includes(found.state)) {
      await setTimeout(pollMs, undefined, { signal: io.signal });
      found = await client.imports.get({ import: begun.id }, { signal: io.signal });
      bar?.received(found.progress.done - seen);
      seen = found.progress.done;
    }
  } finally {
    bar?.stop();
  }
  return found;
}

/** 6 when rows were refused, 1 when the job did not succeed. */
async function finish(io: Io, format: ReturnType<typeof formatOf>, found: Import): Promise<number> {
  if (format === "table") await write(io.stdout, `${found.id}\n`);
  else await writeRecord(io, format, { columns: [] }, found);
  if (found.state === "failed" || found.state === "cancelled")
    throw new CommandError(`The import is ${found.state}. ${found.lastError ?? ""}`.trim(), exitCodes.failed);
  return found.counts.refused > 0 ? exitCodes.partlyDone : exitCodes.done;
}

function linesOf({ state, counts, groups, notes, mode }: Import): readonly string[] {
  const { create, change, same, refused } = counts;
  const verb = state === "applied" ? "" : " would be";
  const groupLines = groups.map(
    (group) =>
      `  ${group.count} × ${group.column === "" ? group.code : `${group.column}: ${group.code}`}: ${group.detail} (row ${group.rows.join(", ")})`,
  );
  return [
    ...notes,
    `${create}${verb} created, ${change}${verb} changed, ${same} the same, ${refused} refused (mode ${mode}).`,
    ...groupLines,
  ].map(printable);
}

const commandOf = (verb: "apply" | "undo", { id }: Import, options: ImportOptions): string =>
  shellCommand(["imports", verb, id, ...connectionArguments(options)]);
