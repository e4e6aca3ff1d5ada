import type { LineKind, OrganizationRole, Provider, UserId, UserKind } from "../../../model.ts";
import type { NewReservation } from "../../numbers/update-number.ts";

export const importKinds = ["numbers", "users"] as const;
export type ImportKind = (typeof importKinds)[number];

/** One record of a file, in the file's order. */
export type ReadRow =
  | { readonly row: number; readonly values: NumberRow | UserRow; readonly notes?: readonly string[] }
  | { readonly row: number; readonly refusals: readonly Refusal[] };

/** Why a row cannot be read. No member repeats the cell: it can be a name or a line. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The name of the column in the format of imports; empty when the row itself is malformed. */
  readonly column: string;
  /** What is wrong, as a sentence. */
  readonly detail: string;
  /** What would be right; ends the sentence "must be …". */
  readonly expected: string;
}

export type RefusalCode =
  | "required"
  | "invalid_value"
  | "invalid_line"
  | "ambiguous_line"
  | "spreadsheet_changed"
  | "invalid_row"
  | "duplicate_row";

/** A number as the organization should have it. An absent member keeps what there is; null clears it. */
export interface NumberRow {
  readonly provider: Provider;
  readonly line: string;
  /** Of a short code or an alphanumeric sender id only. */
  readonly kind?: LineKind | undefined;
  /** ISO 3166-1 alpha-2, of a short code only. */
  readonly country?: string | undefined;
  readonly alias?: string | null | undefined;
  /** An id, `@username`, e-mail address or external id. Null unassigns the number. */
  readonly holder?: string | null | undefined;
  readonly isDefault?: boolean | undefined;
  readonly isInboundEnabled?: boolean | undefined;
  readonly isOutboundEnabled?: boolean | undefined;
  readonly label?: string | null | undefined;
  readonly reservation?: NewReservation | null | undefined;
}

/** A user as the organization should have them. An absent member keeps what there is; null or an empty list clears it. */
export interface UserRow {
  /** Finds the user where the organization has one with it; no new user gets it. */
  readonly id?: UserId | undefined;
  readonly kind?: UserKind | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly username?: string | null | undefined;
  readonly role?: OrganizationRole | undefined;
  readonly externalId?: string | null | undefined;
  /** The names of all groups that the user should be in. */
  readonly groups?: readonly string[] | undefined;
  readonly endpoints?: readonly string[] | undefined;
}
