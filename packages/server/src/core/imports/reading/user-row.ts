import { organizationRoles, type UserId, userKinds } from "../../../model.ts";
import { nameProblem } from "../../../text/names.ts";
import { parseId } from "../../kernel/ids.ts";
import { endpointsMax } from "../../users/endpoints.ts";
import { splitNames } from "./name-list.ts";
import { type Cells, RowCells } from "./row-cells.ts";
import type { ReadRow, UserRow } from "./rows.ts";

const nameLengthMax = 200;
/** At most one way to match: a second way would cost the square of the length. */
const email = /^[^\s@]+@[^\s@][^\s@.]*\.[^\s@]+$/;

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
  email: reader.matching("email", email, "an e-mail address like sam.patel@acme.example") ?? undefined,
  name: reader.name("name", nameLengthMax) ?? undefined,
  username: reader.matching("username", /^\S{1,64}$/u, "1 to 64 characters without spaces"),
  role: reader.oneOf("role", organizationRoles) ?? undefined,
  externalId: reader.name("externalId", 255),
  groups: groupsOf(reader),
  endpoints: endpointsOf(reader),
});

function groupsOf(reader: RowCells): UserRow["groups"] {
  const names = reader.list("groups", splitNames);
  const isValid = names?.every(
    (name) => [...name].length <= nameLengthMax && nameProblem(name) === undefined,
  );
  if (names === undefined || isValid) return names;
  return reader.invalid(
    "groups",
    names,
    "names of groups, separated by ; and each in quotes if it contains one",
  );
}

function endpointsOf(reader: RowCells): UserRow["endpoints"] {
  const endpoints = reader.list("endpoints", (text) => text.split(/\s+/).filter((it) => it !== ""));
  if (endpoints === undefined || endpoints.length <= endpointsMax) return endpoints;
  return reader.invalid("endpoints", endpoints, `at most ${endpointsMax} endpoints, separated by spaces`);
}
