import { setTimeout } from "node:timers/promises";
import { Type } from "typebox";
import { planLifetimeMs } from "../../core/plans/plan-lifetime.ts";
import { providers } from "../../model.ts";
import { ApiError, type NativeApi, part } from "../native-api.ts";
import { defineTool, planId, plansOnly, reason, type ToolAnswer } from "../tool.ts";
import type { Json } from "./lookups.ts";

const rowsMax = 1000;
/** In UTF-8; a message of the protocol has at most 64 KiB. */
const bytesMax = 48 * 1024;
const shownRows = 20;
const shownGroups = 10;

/** How long to wait before each look at a running import, in milliseconds: about five seconds. */
const delaysMs = [50, 100, 200, 400, 1000, 1000, 1000, 1000];

export const planImport = defineTool({
  name: "plan_import",
  title: "Plan an import of numbers or users",
  description: `Reads CSV with a header and finds out what every row would do. Changes nothing; apply_plan applies what is not refused, within ten minutes. At most ${rowsMax} rows and ${bytesMax} bytes. Columns of numbers: provider, line, kind, country, alias, holder, isDefault, isInboundEnabled, isOutboundEnabled, label, reservedFor, reservedUntil. Columns of users: email, username, externalId, name, role, groups, endpoints, kind. A column that is missing keeps the values; an empty cell clears them, and an empty holder takes the number from its holder.`,
  input: {
    csv: Type.Optional(
      Type.String({ minLength: 1, maxLength: bytesMax, description: "The file, with a header." }),
    ),
    kind: Type.Optional(
      Type.Enum(["numbers", "users"], { description: "What the rows are; numbers by default." }),
    ),
    mode: Type.Optional(
      Type.Enum(["each", "atomic"], {
        description: "each, the default: a refused row does not undo the others. atomic: all rows or none.",
      }),
    ),
    provider: Type.Optional(
      Type.Enum([...providers], { description: "Of numbers whose file has no column for it." }),
    ),
    country: Type.Optional(
      Type.String({
        pattern: "^[A-Z]{2}$",
        description: "Of lines that are written without a country code, like CA.",
      }),
    ),
    preset: Type.Optional(
      Type.Enum(["twilio", "telnyx", "teams", "freepbx"], {
        description: "The system whose list of numbers the file is.",
      }),
    ),
    reason,
    planId: Type.Optional({
      ...planId,
      description: "Without csv: the plan of an earlier call whose check had not ended.",
    }),
  },
  annotations: plansOnly,
  changes: true,
  async run(api, { csv, planId: id, kind = "numbers", ...options }) {
    const started = id === undefined ? await upload(api, csv, { kind, ...options }) : await read(api, id);
    const found = await waitForEnd(api, started);
    const { json } = await api.get(`/imports/${found.id}/rows`, { limit: shownRows });
    return planned(found, json.items);
  },
});

async function upload(api: NativeApi, csv: string | undefined, options: Record<string, string | undefined>) {
  const lines = csv?.split(/[\r\n]+/).filter((line) => line !== "") ?? [];
  if (csv === undefined) throw invalid("csv is required, or the planId of an earlier call.");
  if (lines.length > rowsMax + 1)
    throw invalid(`csv must have at most ${rowsMax + 1} lines. Import a larger file with the API.`);
  if (Buffer.byteLength(csv) > bytesMax)
    throw invalid(`csv must have at most ${bytesMax} bytes. Import a larger file with the API.`);
  return (await api.upload("/imports", { format: "csv", ...options }, csv)).json;
}

const invalid = (detail: string): ApiError => new ApiError({ code: "validation_failed", detail });

const read = async (api: NativeApi, id: string): Promise<Json> =>
  (await api.get(`/imports/${part(id)}`)).json;

const isRunning = ({ state }: Json): boolean => /ing$/.test(state);

/** Returns the import when its job has ended, or after about five seconds. */
async function waitForEnd(api: NativeApi, started: Json): Promise<Json> {
  let found = started;
  for (const delayMs of delaysMs) {
    if (!isRunning(found)) break;
    await setTimeout(delayMs);
    found = await read(api, found.id);
  }
  return found;
}

function planned(found: Json, items: readonly Json[]): ToolAnswer {
  const { id, state, counts, rows, groups, notes, lastError } = found;
  const expiresAt = new Date(Date.parse(found.createdAt) + planLifetimeMs).toISOString();
  return {
    summary: `${sentenceOf(counts)} ${nextStep(found, expiresAt)}`,
    data: {
      ...{ planId: id, kind: found.kind, state, expiresAt, counts, rows, notes, lastError },
      groups: groups.slice(0, shownGroups),
      groupsNotShown: Math.max(0, groups.length - shownGroups),
      items,
      itemsNotShown: rows - items.length,
    },
  };
}

const sentenceOf = ({ create, change, same, refused }: Json): string =>
  `Of the rows, ${create} would create a record, ${change} would change one, ${same} would change nothing, and ${refused} are refused.`;

function nextStep({ id, state }: Json, expiresAt: string): string {
  if (state === "checked")
    return `This changes nothing: apply_plan applies the plan ${id} until ${expiresAt}.`;
  if (state === "checking")
    return `The check has not ended. Call plan_import again, with the planId ${id} alone.`;
  return `The state of the plan is ${state}, so that it cannot be applied.`;
}

/** Applies an import as a plan; undefined when the organization has no import with this id. */
export async function applyImportPlan(api: NativeApi, id: string): Promise<ToolAnswer | undefined> {
  const found = await findImport(api, id);
  if (found === undefined) return undefined;
  const isStarted = found.state === "applying" || found.state === "applied";
  const started = isStarted ? found : (await api.post(`/imports/${part(id)}/apply`, {})).json;
  return applied(await waitForEnd(api, started));
}

async function findImport(api: NativeApi, id: string): Promise<Json | undefined> {
  try {
    return await read(api, id);
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "import_not_found") return undefined;
    throw error;
  }
}

function applied({ id, state, counts, groups, applyJobId, lastError }: Json): ToolAnswer {
  const { create, change, same, refused } = counts;
  const result = `${create} created, ${change} changed, ${same} unchanged, ${refused} refused`;
  return {
    summary: isRunning({ state })
      ? `The import is still being applied. Call apply_plan again, with the planId ${id}.`
      : `The import is ${state}: ${result}.`,
    data: {
      ...{ planId: id, status: state, counts, jobId: applyJobId, lastError },
      refused: groups.slice(0, shownGroups),
      undo: { tool: null, request: `POST …/imports/${id}/undo`, how: undoHint },
    },
  };
}

const undoHint = "No tool undoes an import: a person does, with this request. Its changes have the jobId.";
