import { lineKinds, type Provider, providers, type UserId } from "../../../model.ts";
import { parseId } from "../../kernel/ids.ts";
import { isCountry, lineOfKindProblem } from "../../numbers/line.ts";
import type { NewReservation } from "../../numbers/update-number.ts";
import { type LineOptions, readLine } from "./line-cell.ts";
import { type Cells, RowCells } from "./row-cells.ts";
import type { NumberRow, ReadRow } from "./rows.ts";

const nameLengthMax = 200;
const referenceLengthMax = 255;

export interface NumberRowOptions extends LineOptions {
  /** Of rows whose file has no column for it. */
  readonly provider: Provider | undefined;
}

/** Reads the cells of a row of numbers. */
export function readNumberRow(row: number, cells: Cells, options: NumberRowOptions): ReadRow {
  const reader = new RowCells(cells);
  const values = toNumberRow(reader, options);
  const { refusals, notes } = reader;
  if (values === undefined || refusals.length > 0) return { row, refusals };
  return notes.length === 0 ? { row, values } : { row, values, notes };
}

function toNumberRow(reader: RowCells, options: NumberRowOptions): NumberRow | undefined {
  const provider = reader.oneOf("provider", providers) ?? options.provider;
  if (provider === undefined && reader.refusals.length === 0)
    reader.required("provider", `one of ${providers.join(", ")}`);
  const stated = reader.oneOf("kind", lineKinds) ?? undefined;
  const kind = stated === "shortCode" || stated === "alphanumeric" ? stated : undefined;
  const line = provider === undefined ? undefined : lineOf(reader, { provider, kind }, options);
  if (stated !== kind && provider && line) requireKind(reader, { provider, line, kind: stated });
  const rest = {
    country: countryOf(reader, kind),
    alias: reader.name("alias", nameLengthMax),
    ...holdingOf(reader),
    reservation: reservationOf(reader),
  };
  return provider === undefined || line === undefined ? undefined : { provider, line, kind, ...rest };
}

/** The kind of a line that begins with `+` follows from the line, and may be stated. */
function requireKind(reader: RowCells, line: Pick<NumberRow, "provider" | "line" | "kind">): void {
  const { kind = "e164" } = line;
  const problem = lineOfKindProblem({ ...line, kind });
  if (problem !== undefined) reader.invalid("kind", kind, `the kind of its line, which is no ${kind}`);
}

function lineOf(
  reader: RowCells,
  { provider, kind }: Pick<NumberRow, "provider" | "kind">,
  options: NumberRowOptions,
): string | undefined {
  const text = reader.trimmed("line");
  if (text == null) return reader.required("line", "a line like +14165550102");
  const isExported = parseId(reader.trimmed("id") ?? "") !== undefined;
  const read = readLine({ text, provider, kind, isExported }, options);
  if ("code" in read) return reader.refuse(read.code, "line", read.detail, read.expected);
  if (read.note !== undefined) reader.notes.push(read.note);
  return read.line;
}

function countryOf(reader: RowCells, kind: NumberRow["kind"]): string | undefined {
  const country = reader.trimmed("country");
  if (country == null) {
    if (kind === "shortCode") reader.required("country", countryFormat);
    return undefined;
  }
  const code = country.toUpperCase();
  if (kind !== "shortCode") return reader.invalid("country", country, "empty, except for a short code");
  return isCountry(code) ? code : reader.invalid("country", country, countryFormat);
}

const countryFormat = "an ISO 3166-1 country code of two letters, like CA";

type Holding = Pick<NumberRow, "holder" | "isDefault" | "isInboundEnabled" | "isOutboundEnabled" | "label">;

/** The flags and the label describe the holder, so that they have no meaning where the cell of the holder is empty. */
function holdingOf(reader: RowCells): Holding {
  const holder = reader.trimmed("holder");
  const flags = {
    isDefault: reader.flag("isDefault"),
    isInboundEnabled: reader.flag("isInboundEnabled"),
    isOutboundEnabled: reader.flag("isOutboundEnabled"),
  };
  const label = reader.name("label", nameLengthMax);
  if (holder != null && holder.length > referenceLengthMax)
    reader.invalid("holder", holder, "a user's id, @username, e-mail address or external id");
  if (holder !== null) return { holder, ...flags, label };
  if (label != null || Object.values(flags).some((flag) => flag === true))
    reader.required("holder", "the user whom the flags and the label of this row are for");
  return { holder };
}

function reservationOf(reader: RowCells): NewReservation | null | undefined {
  const name = reader.trimmed("reservedFor");
  const end = reader.trimmed("reservedUntil");
  if (name === undefined && end === undefined) return undefined;
  if (name == null && end == null) return null;
  if (name == null) return reader.required("reservedFor", "a user's id, @username or e-mail address");
  if (end == null) return reader.required("reservedUntil", instantFormat);
  const reserved = reservedFor(reader, name);
  const until = instant.test(end) ? Date.parse(end) : Number.NaN;
  if (Number.isNaN(until)) return reader.invalid("reservedUntil", end, instantFormat);
  return reserved && { ...reserved, until };
}

/** An e-mail address reserves the number for the user who has it, now or later. */
function reservedFor(reader: RowCells, name: string): Pick<NewReservation, "userId" | "email"> | undefined {
  if (name.startsWith("@"))
    return name.length <= referenceLengthMax
      ? { userId: { username: name.slice(1) }, email: null }
      : reader.invalid("reservedFor", name, "a user's id, @username or e-mail address");
  const id = parseId<UserId>(name);
  if (id !== undefined) return { userId: id, email: null };
  const email = reader.email("reservedFor");
  return email == null ? undefined : { userId: null, email };
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const instantFormat = "an RFC 3339 time with its zone, like 2026-03-03T14:00:00Z";
