import { WhoselineError } from "@whoseline/sdk";
import { valueAt } from "./columns.ts";
import { connectionArguments } from "./connection.ts";
import { shellCommand } from "./failure.ts";
import type { Prepared } from "./perform.ts";
import { fill } from "./result.ts";

/** Returns the command that reverts a change that was made; undefined when there is none. */
export type FindUndo = (
  data: unknown,
  response: { readonly status: number; readonly requestId: string | undefined },
) => Promise<string | undefined>;

/** Prepares to find the command that reverts a change, before the change is made. */
export async function prepareUndo(prepared: Prepared): Promise<FindUndo | undefined> {
  const { undo } = prepared.spec;
  if (undo === undefined) return undefined;
  const command = (text: string) => commandWithConnection(prepared, text);
  if (undo.kind === "offboarding") return async (data) => undoOfOffboarding(prepared, data, command);
  if (undo.kind === "command" && valueAt(prepared.values, undo.unless ?? "") !== undefined) return undefined;
  const isCreation = prepared.operation.method === "POST" && prepared.spec.operation !== "transfer";
  const after = isCreation ? undefined : await feedPosition(prepared);
  return async (data, { status, requestId }) => {
    // A repeat that changes nothing has no event, and creates nothing.
    const seq = await eventOf(prepared, after, requestId);
    if (undo.kind === "event") return seq === undefined ? undefined : command(`undo ${seq}`);
    const hasChanged = isCreation ? status === 201 : seq !== undefined;
    return hasChanged ? command(fill(undo.command, data, prepared.values)) : undefined;
  };
}

/** The end of the feed before the change; undefined for callers who cannot read it. */
async function feedPosition({ client, io }: Prepared): Promise<string | undefined> {
  try {
    return (await client.events.list({ after: "now", limit: 1 }, { signal: io.signal })).position;
  } catch {
    io.signal.throwIfAborted();
    return undefined;
  }
}

async function eventOf(
  { client, values, io }: Prepared,
  after: string | undefined,
  requestId: string | undefined,
): Promise<number | undefined> {
  if (after === undefined || requestId === undefined) return undefined;
  try {
    const events = await client.events
      .list({ after, number: textOf(values.number), user: textOf(values.user) }, { signal: io.signal })
      .toArray();
    return events.find((event) => event.requestId === requestId)?.seq;
  } catch {
    return undefined;
  }
}

async function undoOfOffboarding(
  prepared: Prepared,
  data: unknown,
  command: (text: string) => string,
): Promise<string | undefined> {
  const { values } = prepared;
  if (valueAt(data, "status") === "applied") return command(`undo ${valueAt(data, "id")}`);
  if (values.user === undefined || valueAt(data, "status") !== "removed") return undefined;
  const offboardingId = await offboardingOf(prepared, String(valueAt(data, "id")));
  return offboardingId && command(`undo ${offboardingId}`);
}

/** The error for a removed user names the offboarding. */
async function offboardingOf({ client, io }: Prepared, user: string): Promise<string | undefined> {
  try {
    await client.users.get({ user }, { signal: io.signal });
  } catch (error) {
    if (error instanceof WhoselineError) return error.problem?.offboardingId;
  }
  return undefined;
}

/** Repeats the options with which the change reached its server. */
function commandWithConnection({ options, spec }: Prepared, text: string): string {
  const { organization: _, ...others } = options;
  const added = connectionArguments(spec.operation === "createOrganization" ? others : options);
  return shellCommand([...splitCommand(text), ...added]);
}

const textOf = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

const splitCommand = (text: string): readonly string[] => text.split(" ");
