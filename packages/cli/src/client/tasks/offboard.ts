import { randomUUID } from "node:crypto";
import type { Offboarding, Whoseline } from "@whoseline/sdk";
import { connect, connectionArguments, resolveConnection } from "../connection.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure, type SentWrite, shellCommand } from "../failure.ts";
import { type Io, note, write } from "../io.ts";
import { formatOf, writeRecord } from "../output.ts";
import type { Format } from "../output-format.ts";
import type { CommandOptions } from "../perform.ts";
import { confirm } from "../prompt.ts";
import { printable } from "../table.ts";

interface OffboardOptions extends CommandOptions {
  readonly transfer?: readonly string[];
  readonly revokeCreatedKeys?: boolean;
  readonly reason?: string;
}

/** Plans an offboarding, shows the plan, and applies it exactly after confirmation. */
export async function offboard(
  io: Io,
  [user]: readonly unknown[],
  options: OffboardOptions,
): Promise<number> {
  const format = formatOf(io, options.output);
  const sent: SentWrite = { idempotencyKey: options.idempotencyKey ?? `cli-${randomUUID()}` };
  const progress = { hasSent: false };
  try {
    const client = await connect(io, await resolveConnection(io, options), options);
    const request = {
      user: String(user),
      numbers: options.transfer?.map(transferOf),
      revokeCreatedKeys: options.revokeCreatedKeys,
      reason: options.reason,
    };
    const plan = await client.users.offboard({ ...request, dryRun: true }, { signal: io.signal });
    if (options.dryRun) return await showPlan(io, format, plan);
    for (const line of linesOf(plan)) note(io, line);
    await confirm(io, "Apply this plan?", options.yes);
    progress.hasSent = true;
    const applied = await apply(client, request, plan, sent, io.signal);
    await writeRecord(io, format === "table" ? "id" : format, { columns: [] }, applied);
    note(io, `Undo, within 30 days: ${commandUndoing(applied, options)}`);
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, format, progress.hasSent ? sent : undefined);
  }
}

interface Request {
  readonly user: string;
  readonly reason: string | undefined;
}

/** The token binds the request to the plan that was shown: when something has changed since, nothing is applied. */
async function apply(
  client: Whoseline,
  { user, reason }: Request,
  plan: Offboarding,
  { idempotencyKey }: SentWrite,
  signal: AbortSignal,
): Promise<Offboarding> {
  const { token } = plan as { token?: string };
  return client.users.offboard({ user, token, reason }, { idempotencyKey, signal });
}

async function showPlan(io: Io, format: Format, plan: Offboarding): Promise<number> {
  if (format === "table") await write(io.stdout, `${linesOf(plan).join("\n")}\n`);
  else await writeRecord(io, format, { columns: [] }, plan);
  return exitCodes.done;
}

function linesOf({ user, numbers, groupIds, apiKeyIds }: Offboarding): readonly string[] {
  const lines = [
    `${user.name}${user.email === null ? "" : ` (${user.email})`} is removed.`,
    ...numbers.map(
      ({ line, toUserId }) =>
        `${line} ${toUserId === null ? "goes to the pool" : `goes to the user ${toUserId}`}.`,
    ),
    `${groupIds.length} group memberships end, ${apiKeyIds.length} API keys are revoked.`,
  ];
  return lines.map(printable);
}

function transferOf(text: string): { readonly number: string; readonly toUser: string } {
  const [, number, toUser] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (number !== undefined && toUser !== undefined) return { number, toUser };
  throw new CommandError(`--transfer ${text}: it must be like +14165550102=@ben, or like +14165550102=pool.`);
}

const commandUndoing = ({ id }: Offboarding, options: OffboardOptions): string =>
  shellCommand(["undo", id, ...connectionArguments(options)]);
