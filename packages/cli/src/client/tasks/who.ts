import type { Provider, Whoseline } from "@whoseline/sdk";
import { type ConnectionOptions, connect, resolveConnection } from "../connection.ts";
import { contract } from "../contract.ts";
import type { ContractOperation } from "../contract-types.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { reportFailure } from "../failure.ts";
import type { Io } from "../io.ts";
import { formatOf, writeList } from "../output.ts";
import type { Format } from "../output-format.ts";

interface WhoOptions extends ConnectionOptions {
  readonly provider?: string;
  readonly fresh?: boolean;
  readonly output?: Format;
}

const operation: ContractOperation = contract.routeInbound;
const providers = (operation.fields.find(({ name }) => name === "provider")?.values ??
  []) as readonly Provider[];

/** Looks a line up at every provider and names the users who answer. */
export async function who(io: Io, [line]: readonly unknown[], options: WhoOptions): Promise<number> {
  const format = formatOf(io, options.output);
  try {
    const client = await connect(io, await resolveConnection(io, options), options);
    const answers = await lookUp(client, String(line), options, io);
    if (answers.length === 0) throw new CommandError(`${line} is unknown here.`, exitCodes.notFound);
    const columns = [
      "line",
      "provider",
      "userName",
      "userEmail",
      "endpoints",
      "userId",
      "rule",
      "organizationId",
    ];
    const shown = format === "table" ? columns.slice(0, 5).concat("rule") : columns;
    const rows =
      format === "id" ? answers.flatMap(({ userId }) => (userId === null ? [] : [{ id: userId }])) : answers;
    await writeList(
      io,
      format,
      { record: format === "table" ? "Who" : undefined, columns: shown },
      toAsync(rows),
    );
    return exitCodes.done;
  } catch (error) {
    return reportFailure(io, error, format);
  }
}

async function lookUp(client: Whoseline, line: string, { provider, fresh }: WhoOptions, { signal }: Io) {
  const asked = provider === undefined ? providers : [provider as Provider];
  const { items } = await client.routes.inboundMany(
    { lines: asked.map((one) => ({ provider: one, to: line })), fresh },
    { signal },
  );
  const found = items.flatMap((route, index) =>
    route.numberId === null ? [] : [{ route, provider: asked[index] as Provider }],
  );
  return Promise.all(
    found.map(async ({ route, provider: at }) => ({
      line,
      provider: at,
      ...(await nameOf(client, route.organizationId, route.holder?.userId, signal)),
      endpoints: route.holder?.endpoints ?? [],
      userId: route.holder?.userId ?? null,
      rule: route.why.rule,
      organizationId: route.organizationId,
    })),
  );
}

/** A router key looks lines up and reads no names. */
async function nameOf(
  client: Whoseline,
  organization: string | null,
  user: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly userName: string | null; readonly userEmail: string | null }> {
  if (organization === null || user === undefined) return { userName: null, userEmail: null };
  try {
    const { name, email } = await client.users.get({ organization, user }, { signal });
    return { userName: name, userEmail: email };
  } catch {
    signal.throwIfAborted();
    return { userName: null, userEmail: null };
  }
}

async function* toAsync(rows: readonly object[]): AsyncGenerator<object> {
  yield* rows;
}
