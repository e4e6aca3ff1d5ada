import type { NumberId, Provider } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { numberExists, numberUnavailable } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { numberSubject, withoutHolders } from "./store-number.ts";

export interface NewNumber {
  readonly provider: Provider;
  readonly line: string;
  /** Required for a short code: several countries can have the same one. */
  readonly country?: string | undefined;
  readonly alias?: string | null | undefined;
}

/**
 * Adds a number with its event, as a part of another operation. The caller vouches that the organization owns the line.
 * Throws when the organization or another one has it already.
 */
export async function insertNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  input: NewNumber,
): Promise<NumberRecord> {
  const number = await insertMissingNumber(context, unitOfWork, input);
  if (number === undefined) throw numberExists();
  return number;
}

/** Like `insertNumber`, but returns undefined when the organization has the line already. */
export async function insertMissingNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { provider, line, country, alias = null }: NewNumber,
): Promise<NumberRecord | undefined> {
  const { tx, at, record } = unitOfWork;
  const id = context.services.createId<NumberId>();
  const number = await tx.numbers.add({
    id,
    provider,
    line,
    country: country ?? null,
    alias,
    addedAt: at,
  });
  if ("taken" in number) {
    if (number.taken === "sameOrganization") return undefined;
    throw numberUnavailable();
  }
  await context.services.quotas.requireWithin("numbers", context.organizationId, unitOfWork);
  record({ ...numberSubject(number), kind: "number.added", before: null, after: withoutHolders(number) });
  return number;
}
