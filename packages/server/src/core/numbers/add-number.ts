import type { NumberId, NumberWithState, Provider } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { numberExists, numberUnavailable } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { numberSubject, withoutHolders } from "./store-number.ts";
import { withState } from "./with-state.ts";

export interface NewNumber {
  readonly provider: Provider;
  readonly line: string;
  /** Required for a short code: several countries can have the same one. */
  readonly country?: string | undefined;
  readonly alias?: string | null | undefined;
}

/**
 * Adds a line to the organization's inventory. The caller vouches that the organization owns the line. Throws when
 * the organization or another one has it already.
 */
export async function addNumber(context: Context, input: NewNumber): Promise<NumberWithState> {
  const added = await mutate(context, { permission: "numbers:add" }, (unitOfWork) =>
    insertNumber(context, unitOfWork, input),
  );
  return withState(added, context.services.now());
}

/** Adds a number with its event, as a part of another operation. */
export async function insertNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { provider, line, country, alias = null }: NewNumber,
): Promise<NumberRecord> {
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
  if ("taken" in number) throw number.taken === "sameOrganization" ? numberExists() : numberUnavailable();
  await context.services.quotas.requireWithin("numbers", context.organizationId, unitOfWork);
  record({ ...numberSubject(number), kind: "number.added", before: null, after: withoutHolders(number) });
  return number;
}
