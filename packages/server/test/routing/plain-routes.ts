import { type Id, type Provider, providers, type UserId } from "../../src/model.ts";
import type { LineRouteInput, UserRouteInput } from "../../src/routing/route-input.ts";
import type { Everything, RouteContents } from "../helpers/route-contents.ts";
import { sortedLine, sortedUser } from "../helpers/sorted-inputs.ts";
import type { Tables } from "./history-arbitrary.ts";

/** The expected contents of an index of these tables, computed without an index. */
export const plainContents = (tables: Tables, { lines, users }: Everything): RouteContents => ({
  lines: tables.numbers.length,
  inbound: lines.map(({ provider, line }) => [`${provider} ${line}`, lineIn(tables, provider, line)]),
  outbound: users.flatMap((id) =>
    [...providers, undefined].map(
      (provider) => [`${id} ${provider}`, sortedUser(userIn(tables, id, provider))] as const,
    ),
  ),
});

function lineIn(tables: Tables, provider: Provider, line: string): LineRouteInput | undefined {
  const number = tables.numbers.find((it) => it.provider === provider && it.line === line);
  if (number === undefined) return undefined;
  const { organizationId, id: numberId, coolingUntil, reservedUntil } = number;
  const organizationStatus = statusOf(tables, organizationId);
  const holders = tables.assignments
    .filter((it) => it.numberId === numberId)
    .map(({ id: assignmentId, assignedAt, isInboundEnabled, userId }) => {
      const { status: userStatus, endpoints } = known(tables.users, userId);
      return { assignmentId, assignedAt, isInboundEnabled, userId, userStatus, endpoints };
    });
  const callLoops = callLoopsIn(
    tables,
    holders.find((it) => it.isInboundEnabled && it.userStatus === "active"),
  );
  return sortedLine({
    organizationId,
    organizationStatus,
    numberId,
    coolingUntil,
    reservedUntil,
    holders,
    callLoops,
  });
}

const callLoopsIn = (tables: Tables, holder: { userId: UserId; endpoints: readonly string[] } | undefined) =>
  holder?.endpoints.filter((endpoint) => ringing(tables, holder.userId, [endpoint], []).has(holder.userId)) ??
  [];

/** Every user whose endpoints ring when these endpoints of the user's are called. */
function ringing(
  tables: Tables,
  of: UserId,
  endpoints: readonly string[],
  before: readonly UserId[],
): Set<UserId> {
  const { organizationId } = known(tables.users, of);
  const found = new Set(before);
  const lines = endpoints.map((endpoint) => endpoint.replace(/^tel:/, ""));
  for (const { id } of tables.numbers.filter(
    (it) => it.organizationId === organizationId && lines.includes(it.line),
  ))
    for (const { userId } of tables.assignments.filter((it) => it.numberId === id && it.isInboundEnabled)) {
      const { status, endpoints: next } = known(tables.users, userId);
      if (found.has(userId) || (userId !== of && status !== "active")) continue;
      found.add(userId);
      if (userId !== of) for (const other of ringing(tables, of, next, [...found])) found.add(other);
    }
  return found;
}

function userIn(tables: Tables, wanted: Id, asked?: Provider): UserRouteInput | undefined {
  const user = tables.users.find(({ id }) => id === wanted);
  if (user === undefined) return undefined;
  const { organizationId, status: userStatus } = user;
  const held = tables.assignments
    .filter(({ userId }) => userId === wanted)
    .flatMap(({ id: assignmentId, assignedAt, isDefault, isOutboundEnabled, numberId }) => {
      const { provider, line } = known(tables.numbers, numberId);
      const own = { assignmentId, assignedAt, numberId, provider, line, isDefault, isOutboundEnabled };
      return asked === undefined || provider === asked ? [own] : [];
    });
  return { organizationId, organizationStatus: statusOf(tables, organizationId), userStatus, held };
}

const statusOf = ({ organizations }: Tables, id: Id) => known(organizations, id).status;

function known<Item extends { readonly id: Id }>(items: readonly Item[], wanted: Id): Item {
  const found = items.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`nothing has the id ${wanted}`);
  return found;
}
