import { hash } from "node:crypto";
import type { AssignmentDetails, User, UserHandle, UserId } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { applyAssignment } from "../assignments/apply-assignment.ts";
import { omitUndefined } from "../assignments/assignment-attempt.ts";
import { endAssignment } from "../assignments/assignment-changes.ts";
import type { Context } from "../kernel/context.ts";
import { CoreError } from "../kernel/core-error.ts";
import { assignmentNotFound, userNotFound } from "../kernel/errors.ts";
import { parseId } from "../kernel/ids.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertNumber } from "../numbers/add-number.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { canReceive } from "../numbers/line.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { type NewReservation, toReservation } from "../numbers/update-number.ts";
import { existingUser } from "../users/find-user.ts";
import { outcomeOf, type PreparedRow } from "./prepared-row.ts";
import type { NumberRow } from "./reading/rows.ts";

/** Makes the number as the row states it. What a row does not state stays. */
export async function prepareNumberRow(
  context: Context,
  unitOfWork: UnitOfWork,
  row: NumberRow,
): Promise<PreparedRow> {
  const { tx } = unitOfWork;
  const { provider, line, country } = row;
  const matches = await tx.numbers.find({ line, provider });
  const found = matches.find((candidate) => (candidate.country ?? undefined) === country);
  const holders = found?.isHeld ? await tx.assignments.open({ numberId: found.id }) : [];
  return {
    basis: basisOf(found, holders),
    async apply() {
      const before = unitOfWork.recorded();
      const added = found ?? (await create(context, unitOfWork, row));
      const number = await setAlias(context, unitOfWork, added, row);
      await setHolder(context, unitOfWork, { row, number, holders });
      await setReservation(context, unitOfWork, number, row);
      return outcomeOf(number.id, found === undefined, unitOfWork.recorded() > before);
    },
  };
}

/** Without defaults and versions of assignments, which a row about another number of the holder can change. */
function basisOf(number: NumberRecord | undefined, holders: readonly AssignmentDetails[]): string {
  if (number === undefined) return "new";
  const held = holders.map(({ userId, isInboundEnabled, isOutboundEnabled, label }) => [
    userId,
    isInboundEnabled,
    isOutboundEnabled,
    label,
  ]);
  return hash("sha256", JSON.stringify([number.id, number.version, held]), "base64url").slice(0, 16);
}

async function create(
  context: Context,
  unitOfWork: UnitOfWork,
  { provider, line, country, alias }: NumberRow,
): Promise<NumberRecord> {
  context.require("numbers:add");
  return insertNumber(context, unitOfWork, { provider, line, country, alias });
}

async function setAlias(
  context: Context,
  unitOfWork: UnitOfWork,
  number: NumberRecord,
  { alias = number.alias }: NumberRow,
): Promise<NumberRecord> {
  if (alias === number.alias) return number;
  context.require("numbers:write");
  return storeNumber(unitOfWork, number, { alias });
}

/** After the holder, because a new holder ends the reservation. */
async function setReservation(
  context: Context,
  unitOfWork: UnitOfWork,
  { id, reservation: before }: NumberRecord,
  { reservation: stated }: NumberRow,
): Promise<void> {
  if (stated === undefined || (stated === null && before === null)) return;
  const number = await existingNumber(unitOfWork.tx, { id });
  if (isReservedAsStated(number, stated)) return;
  context.require("numbers:write");
  const reservation = await toReservation(context, unitOfWork, stated).catch(missingIn("reservedFor"));
  await storeNumber(unitOfWork, number, { reservation: reservation ?? null });
}

/** Also a reservation that has ended, or whose user was removed: nobody could make it now, and it stays. */
function isReservedAsStated({ reservation }: NumberRecord, stated: NewReservation | null): boolean {
  if (reservation === null || stated === null) return reservation === stated;
  const { userId, email, until } = reservation;
  return userId === stated.userId && email === stated.email && until === stated.until;
}

interface StatedHolder {
  readonly row: NumberRow;
  readonly number: NumberRecord;
  readonly holders: readonly AssignmentDetails[];
}

async function setHolder(context: Context, unitOfWork: UnitOfWork, stated: StatedHolder): Promise<void> {
  const { row, holders } = stated;
  const flags = omitUndefined(flagsOf(row));
  if (row.holder === undefined && Object.keys(flags).length === 0) return;
  if (row.holder === null && holders.length === 0) return;
  context.require("assignments:write");
  if (row.holder === null) for (const held of holders) await endAssignment(unitOfWork, held);
  else await assign(context, unitOfWork, await holderOf(context, unitOfWork, stated), stated);
}

const flagsOf = ({ isDefault, isInboundEnabled, isOutboundEnabled, label }: NumberRow) => ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
  label,
});

/** Without a stated holder, the flags concern the one who receives on the number, or the only one. */
async function holderOf(
  context: Context,
  { tx }: UnitOfWork,
  { row: { holder }, holders }: StatedHolder,
): Promise<User> {
  if (typeof holder === "string") return userOf(context, { tx }, holder).catch(missingIn("holder"));
  const held =
    holders.find(({ isInboundEnabled }) => isInboundEnabled) ??
    (holders.length === 1 ? holders[0] : undefined);
  if (held === undefined) throw assignmentNotFound();
  return existingUser(context, tx, held.userId, "holder");
}

/** A user by id, `@username`, e-mail address or external id. */
async function userOf(context: Context, { tx }: Pick<UnitOfWork, "tx">, text: string): Promise<User> {
  const handle = handleOf(text);
  if (handle !== undefined) return existingUser(context, tx, handle, "holder");
  const [user] = await tx.identities.personsWith({ externalId: text });
  if (user === undefined) throw userNotFound();
  return user;
}

/** Names the column: a row can have a user in each of two. */
const missingIn =
  (argument: "holder" | "reservedFor") =>
  (error: unknown): never => {
    if (!(error instanceof CoreError && error.code === "user_not_found")) throw error;
    const problem = `must be ${userReferences[argument]} of a user of this organization`;
    throw new CoreError(error.code, error.message, {
      invalidArguments: [{ argument, rule: "unknown", problem }],
    });
  };

const userReferences = {
  holder: "the id, @username, e-mail address or external id",
  reservedFor: "the id, @username or e-mail address",
};

function handleOf(text: string): UserHandle | undefined {
  if (text.startsWith("@")) return { username: text.slice(1) };
  return parseId<UserId>(text) ?? (text.includes("@") ? { email: text } : undefined);
}

/** Moves the number from its inbound holder when the user is to receive on it. */
async function assign(
  context: Context,
  unitOfWork: UnitOfWork,
  user: User,
  { row, number, holders }: StatedHolder,
): Promise<void> {
  const flags = flagsOf(row);
  const held = holders.find(({ userId }) => userId === user.id);
  const receives = flags.isInboundEnabled ?? held?.isInboundEnabled ?? canReceive(number.line);
  const former = holders.find(({ isInboundEnabled, userId }) => isInboundEnabled && userId !== user.id);
  if (receives && former !== undefined) await endAssignment(unitOfWork, former);
  const current = receives && former ? await existingNumber(unitOfWork.tx, { id: number.id }) : number;
  const { reason } = unitOfWork;
  await applyAssignment(context, unitOfWork, {
    user,
    number: current,
    flags,
    reason,
    requiresDirection: true,
  });
}
