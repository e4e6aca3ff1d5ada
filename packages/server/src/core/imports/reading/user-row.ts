import { organizationRoles, type UserId, userKinds } from "../../../model.ts";
import { nameProblem } from "../../../text/names.ts";
import { parseId } from "../../kernel/ids.ts";
import { endpointsMax } from "../../users/endpoints.ts";
import { splitNames } from "./name-list.ts";
import { type Cells, RowCells } from "./row-cells.ts";
import type { ReadRow, UserRow } from "./rows.ts";

const nameLengthMax = 200;
const groupsMax = 1000;
const endpointLengthMax = 255;

/** Reads the cells of a row of users. */
export function readUserRow(row: number, cells: Cells): ReadRow {
  const reader = new RowCells(cells);
  const values = toUserRow(reader);
  const { id, email: address, username, externalId } = values;
  if (!(id || address || username || externalId) && reader.refusals.length === 0)
    reader.required("email", "the user's e-mail address, like sam.patel@acme.example");
  return reader.refusals.length > 0 ? { row, refusals: reader.refusals } : { row, values };
}

/** An empty cell of a value that every user has states nothing. */
const toUserRow = (reader: RowCells): UserRow => ({
  id: parseId<UserId>(reader.trimmed("id") ?? ""),
  kind: reader.oneOf("kind", userKinds) ?? undefined,
  email: reader.email("email") ?? undefined,
  name: reader.name("name", nameLengthMax) ?? undefined,
  username: reader.username("username"),
  role: reader.oneOf("role", organizationRoles) ?? undefined,
  externalId: reader.name("externalId", 255),
  groups: groupsOf(reader),
  endpoints: endpointsOf(reader),
});

function groupsOf(reader: RowCells): UserRow["groups"] {
  const names = reader.list("groups", splitNames);
  if (names === undefined) return undefined;
  if (names.length > groupsMax)
    return reader.invalid("groups", names, `the names of at most ${groupsMax} groups`);
  if (names.every((name) => [...name].length <= nameLengthMax && nameProblem(name) === undefined))
    return names;
  return reader.invalid(
    "groups",
    names,
    "names of groups, separated by ; and each in quotes if it contains one",
  );
}

function endpointsOf(reader: RowCells): UserRow["endpoints"] {
  const endpoints = reader.list("endpoints", (text) => text.split(/\s+/).filter((it) => it !== ""));
  const areShort = endpoints?.every((endpoint) => endpoint.length <= endpointLengthMax);
  if (endpoints === undefined || (endpoints.length <= endpointsMax && areShort)) return endpoints;
  return reader.invalid(
    "endpoints",
    endpoints,
    `at most ${endpointsMax} endpoints of ${endpointLengthMax} characters, separated by spaces`,
  );
}
