import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { prepareNumberRow } from "./number-rows.ts";
import type { PreparedRow, PrepareRow } from "./prepared-row.ts";
import type { ImportKind, NumberRow, UserRow } from "./reading/rows.ts";
import { prepareUserRow } from "./user-rows.ts";

const prepareOf: Readonly<Record<ImportKind, PrepareRow<NumberRow & UserRow>>> = {
  numbers: prepareNumberRow,
  users: prepareUserRow,
};

export const prepareRow = (
  kind: ImportKind,
  context: Context,
  unitOfWork: UnitOfWork,
  row: NumberRow | UserRow,
): Promise<PreparedRow> => prepareOf[kind](context, unitOfWork, row as NumberRow & UserRow);
