import type {
  NumberId,
  NumberState,
  Page,
  PageRequest,
  PhoneNumber,
  Provider,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { Taken } from "./taken.ts";

export type NumberReference =
  | { readonly id: NumberId }
  | { readonly serial: number }
  | { readonly line: string; readonly provider?: Provider | undefined };

export interface NumberFilter {
  /**
   * A substring of the line (digits match whatever separators are typed), the alias, or the label of an open
   * assignment; case-insensitive.
   */
  readonly search?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly state?: NumberState | undefined;
  /** Numbers with an open assignment that has exactly this label. */
  readonly label?: string | undefined;
  /** Numbers with an open assignment of this user. */
  readonly userId?: UserId | undefined;
}

/** A number and whether it has open assignments. */
export interface NumberRecord extends PhoneNumber {
  readonly isHeld: boolean;
  readonly isInboundHeld: boolean;
}

export interface NumberReader {
  /**
   * Every match, ordered by serial: several providers can have the same line. A released number is found only
   * by id.
   */
  find(reference: NumberReference): Promise<readonly NumberRecord[]>;
  /** Whether the number has or had an assignment. */
  wasEverHeld(id: NumberId): Promise<boolean>;
  /** The numbers, not released, that the carrier does not have any more, in no order. */
  missingAtCarrier(): Promise<readonly NumberId[]>;
  /** Ordered by serial. States are computed for `at`. Released numbers only with `state: "released"`. */
  list(filter: NumberFilter, at: Timestamp, page: PageRequest): Promise<Page<NumberRecord>>;
}

export interface NumberWriter extends NumberReader {
  /** Claims the (provider, line) globally, if it starts with `+`, and adds the number to the organization's inventory. */
  add(number: NewNumber): Promise<NumberRecord | Taken<"sameOrganization" | "otherOrganization">>;
  /**
   * Replaces the line and moves its global claim, if it starts with `+`; increments the version. The number must exist
   * and the new line must be of the same kind.
   */
  changeLine(
    id: NumberId,
    line: string,
  ): Promise<NumberRecord | Taken<"sameOrganization" | "otherOrganization">>;
  /** The numbers, not released, that are reserved for an e-mail address. */
  reservedByEmail(): Promise<readonly NumberRecord[]>;
  /** Rebuilds the number's search key from the labels of its open assignments. */
  reindex(id: NumberId): Promise<void>;
  /**
   * Stores alias, cooling and reservation and increments the version. A new alias needs `reindex`. The transaction fails
   * unless the stored number has the same version.
   */
  update(number: NumberRecord): Promise<NumberRecord>;
  /**
   * Releases the number and its global claim. The transaction fails unless the stored number has the same version and is
   * not released.
   */
  release(number: NumberRecord, at: Timestamp): Promise<NumberRecord>;
}

export interface NewNumber {
  readonly id: NumberId;
  readonly provider: Provider;
  readonly line: string;
  /** Of a short code; null for every other line. */
  readonly country: string | null;
  readonly alias: string | null;
  readonly addedAt: Timestamp;
}
