import { redactEvent } from "../../audit/redact-event.ts";
import type { ChainedEvent, EventKind, PhoneNumber, User, UserHandle, UserId } from "../../model.ts";
import type { EventFilter, StoreTransaction } from "../../storage/store.ts";
import { emailKey } from "../../text/email.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { insufficientRole, userNotFound, userNotRemoved } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { markRemoved } from "../offboarding/mark-removed.ts";
import { setOwner } from "../organizations/transfer-ownership.ts";
import { userIdOf } from "./find-user.ts";

export interface EraseUserInput {
  /** A name finds no removed user. */
  readonly userId: UserHandle;
  readonly reason?: string | undefined;
}

export interface Erasure {
  readonly userId: UserId;
  /** Events whose personal values this erasure removed. */
  readonly events: number;
  readonly erasedAt: number;
}

const permission = "users:erase";

/**
 * Removes the personal values of a removed user from the tables and from their events, which keep their hashes. Of the
 * admins only for the owner; irreversible. Reservations of numbers for the user's e-mail addresses end. Calls of the log lose
 * the user and the endpoints. The files of imports are deleted, because they can name anybody: a running import fails. A
 * repeated erasure removes what was recorded since. Throws when the user is not removed, except in a deleted organization,
 * where the erasure removes the user.
 */
export async function eraseUser(
  context: Context,
  { userId: handle, reason }: EraseUserInput,
): Promise<Erasure> {
  await requireOwner(context);
  // The events that end reservations name the addresses: they are erased by the next transaction.
  let { deleted } = await mutate(context.withoutIdempotency(), { permission, reason }, async (unitOfWork) => {
    await removeFromDeleted(unitOfWork, handle);
    const { id } = await requireRemoved(unitOfWork.tx, handle);
    const [parts] = await allInOrder(
      eraseImports(unitOfWork),
      unitOfWork.tx.calls.eraseUser(id),
      addressesOf(unitOfWork.tx, id).then((addresses) => endReservations(unitOfWork, addresses)),
    );
    return { deleted: parts };
  });
  while (deleted === partsPerCommit)
    ({ deleted } = await mutate(context.withoutIdempotency(), { permission, reason }, async ({ tx }) => ({
      deleted: await tx.imports.deleteErasedContents(partsPerCommit),
    })));
  return mutate(context, { permission, reason }, async (unitOfWork) => {
    const { tx, at, record } = unitOfWork;
    const user = await requireRemoved(tx, handle);
    const userId = user.id;
    const events = await redactedEvents(tx, userId);
    for (const event of events) await tx.events.redact(event);
    if (events.length > 0) await eraseRecords(unitOfWork, user, record);
    return { userId, events: events.length, erasedAt: at };
  });
}

/** Parts of files that are deleted in one commit, because the files can be large. */
const partsPerCommit = 200;

/** Returns the number of deleted parts. */
async function eraseImports({ tx, at }: UnitOfWork): Promise<number> {
  await tx.imports.erase(at);
  return tx.imports.deleteErasedContents(partsPerCommit);
}

async function requireOwner(context: Context): Promise<void> {
  const reads = await context.reads(permission);
  const { principal } = context;
  if (principal.role === "superadmin") return;
  if ((await reads.users.owner())?.id !== principal.userId) throw insufficientRole("owner");
}

/** Nobody else can remove the users of a deleted organization, and its owner has nobody to be replaced by. */
async function removeFromDeleted(unitOfWork: UnitOfWork, handle: UserHandle): Promise<void> {
  const { tx } = unitOfWork;
  const organization = await tx.organization.get();
  if (organization?.status !== "deleted") return;
  const userId = await userIdOf(tx, handle);
  const user = userId && (await tx.users.findInAnyState(userId));
  if (user === undefined || user.status === "removed") return;
  await markRemoved(unitOfWork, user.isOwner ? await setOwner(unitOfWork, user, false) : user);
}

async function requireRemoved(tx: StoreTransaction, handle: UserHandle): Promise<User> {
  const userId = await userIdOf(tx, handle);
  const user = userId && (await tx.users.findInAnyState(userId));
  if (user === undefined) throw userNotFound();
  if (user.status !== "removed") throw userNotRemoved();
  return user;
}

const erased = { name: null, email: null, username: null, externalId: null, endpoints: null };

async function eraseRecords({ tx, at }: UnitOfWork, user: User, record: UnitOfWork["record"]): Promise<void> {
  await tx.assignments.eraseLabels(user.id);
  await tx.apiKeys.eraseNames(user.id);
  await tx.savedViews.deleteOf(user.id);
  await tx.offboardings.erase(user.id, at);
  await tx.plans.erase();
  const after = await tx.users.erase(user.id);
  // As the user's erased events show them.
  const before = { ...user, ...erased };
  record({ kind: "user.erased", subjectId: user.id, userId: user.id, before, after });
}

/** The events of the user, and the reservations of numbers for one of their e-mail addresses. */
async function redactedEvents(tx: StoreTransaction, userId: UserId): Promise<readonly ChainedEvent[]> {
  const addresses = await addressesOf(tx, userId);
  const own: ChainedEvent[] = [];
  for (const event of await personalEvents(tx, { userId })) if (!(await isKept(tx, event))) own.push(event);
  const reserving = await personalEvents(tx, { kinds: numberKinds });
  return [...own, ...reserving.filter((event) => reservesFor(event, addresses))].flatMap(
    (event) => redactEvent(event) ?? [],
  );
}

/**
 * The event of an erasure has placeholders, and the reason of the erasure. A block of an e-mail address has no effect
 * without the address.
 */
async function isKept(tx: StoreTransaction, { kind, subjectId, after }: ChainedEvent): Promise<boolean> {
  if (kind === "user.erased") return true;
  if (kind !== "emailBlock.created" || after === null || !("email" in after)) return false;
  return (await tx.emailBlocks.ofEmail(String(after.email)))?.id === subjectId;
}

const numberKinds: readonly EventKind[] = ["number.added", "number.updated", "number.released"];
const pageSize = 500;

async function personalEvents(tx: StoreTransaction, filter: EventFilter): Promise<ChainedEvent[]> {
  const found: ChainedEvent[] = [];
  for (let after = [0]; ; after = [found.at(-1)?.seq ?? 0]) {
    const page = await tx.events.list({ ...filter, hasPersonalValues: true }, { size: pageSize, after });
    found.push(...page.items);
    if (page.next === undefined) return found;
  }
}

/** The e-mail addresses that the user has or had, as they are compared. */
async function addressesOf(tx: StoreTransaction, userId: UserId): Promise<ReadonlySet<string>> {
  const user = await tx.users.findInAnyState(userId);
  const events = await personalEvents(tx, { userId });
  const records = [user, ...events.flatMap(({ before, after }) => [before, after])];
  return new Set(records.flatMap((record) => (record && "email" in record ? fold(record.email) : [])));
}

const fold = (email: unknown): string[] => (typeof email === "string" ? [emailKey(email)] : []);

const reservesFor = ({ before, after }: ChainedEvent, addresses: ReadonlySet<string>): boolean =>
  [before, after].some((record) => isReservedFor(record as Partial<PhoneNumber> | null, addresses));

const isReservedFor = (
  number: Pick<Partial<PhoneNumber>, "reservation"> | null,
  addresses: ReadonlySet<string>,
): boolean => fold(number?.reservation?.email).some((email) => addresses.has(email));

async function endReservations(unitOfWork: UnitOfWork, addresses: ReadonlySet<string>): Promise<void> {
  for (const number of await unitOfWork.tx.numbers.reservedByEmail())
    if (isReservedFor(number, addresses)) await storeNumber(unitOfWork, number, { reservation: null });
}
