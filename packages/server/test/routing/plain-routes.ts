import { type Id, type Provider, providers } from "../../src/model.ts";
import type { LineRouteInput, UserRouteInput } from "../../src/routing/route-input.ts";
import { type Everything, type RouteContents, sortedLine, sortedUser } from "../helpers/route-contents.ts";
import type { Tables } from "./history-arbitrary.ts";

/** The expected contents of an index of these tables, computed without an index. */
export const plainContents = (tables: Tables, { lines, users }: Everything): RouteContents => ({
  lines: tables.numbers.length,
  inbound: lines.map(({ provider, line }) => [`${provider} ${line}`, lineIn(tables, provider, line)]),
  outbound: users.flatMap((id) =>
    providers.map((provider) => [`${id} ${provider}`, sortedUser(userIn(tables, id, provider))] as const),
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
  return sortedLine({ organizationId, organizationStatus, numberId, coolingUntil, reservedUntil, holders });
}

function userIn(tables: Tables, wanted: Id, asked: Provider): UserRouteInput | undefined {
  const user = tables.users.find(({ id }) => id === wanted);
  if (user === undefined) return undefined;
  const { organizationId, status: userStatus } = user;
  const held = tables.assignments
    .filter(({ userId }) => userId === wanted)
    .flatMap(({ id: assignmentId, assignedAt, isDefault, isOutboundEnabled, numberId }) => {
      const { provider, line } = known(tables.numbers, numberId);
      const own = { assignmentId, assignedAt, numberId, line, isDefault, isOutboundEnabled };
      return provider === asked ? [own] : [];
    });
  return { organizationId, organizationStatus: statusOf(tables, organizationId), userStatus, held };
}

const statusOf = ({ organizations }: Tables, id: Id) => known(organizations, id).status;

function known<Item extends { readonly id: Id }>(items: readonly Item[], wanted: Id): Item {
  const found = items.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`nothing has the id ${wanted}`);
  return found;
}
