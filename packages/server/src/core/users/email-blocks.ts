import type { EmailBlock, EmailBlockId, User } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { isSameEmail } from "../../text/email.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import { emailBlocked, emailBlockNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

// The block of a user stays on their e-mail addresses, so that removing the user and creating another one, or changing
// an address, does not end it.

/** Lists the blocked e-mail addresses by id. */
export async function listEmailBlocks(
  context: Context,
  request: CursorRequest,
): Promise<CursorPage<EmailBlock>> {
  const reads = await context.reads("users:list");
  return listByCursor(context, { name: "email-blocks" }, request, (page) => reads.emailBlocks.list(page));
}

/** Makes the address available to users who are not blocked. Throws when there is no such block. */
export function liftEmailBlock(context: Context, id: EmailBlockId): Promise<EmailBlock> {
  return mutate(context, { permission: "users:block" }, async (unitOfWork) => {
    const block = await unitOfWork.tx.emailBlocks.delete(id);
    if (block === undefined) throw emailBlockNotFound();
    recordLifted(unitOfWork, block);
    return block;
  });
}

/** Throws when a user who is not blocked cannot have the address. */
export async function requireEmailAllowed(tx: StoreTransaction, email: string | null): Promise<void> {
  if (email !== null && (await tx.emailBlocks.ofEmail(email)) !== undefined) throw emailBlocked();
}

type Identity = Pick<User, "id" | "email" | "status">;

/** Lifts the blocks of a user who is blocked no longer. Throws when the wanted address is blocked after that. */
export async function applyEmailBlocks(
  unitOfWork: UnitOfWork,
  before: Identity,
  wanted: Omit<Identity, "id">,
): Promise<void> {
  if (wanted.status === "blocked") return;
  const isUnblocked = before.status === "blocked";
  if (isUnblocked && before.email !== null)
    for (const block of await unitOfWork.tx.emailBlocks.deleteOfUser(before.id, before.email))
      recordLifted(unitOfWork, block);
  if (isUnblocked || !hasSameEmail(wanted, before)) await requireEmailAllowed(unitOfWork.tx, wanted.email);
}

/** Whether two users have the same e-mail address, in any spelling. Service users have none. */
export const hasSameEmail = (one: Pick<User, "email">, other: Pick<User, "email">): boolean =>
  one.email === other.email ||
  (one.email !== null && other.email !== null && isSameEmail(one.email, other.email));

/** Blocks the address of a blocked user, unless it is blocked already. */
export async function blockEmail(
  { services }: Context,
  { tx, at, record }: UnitOfWork,
  { id: userId, email, status }: Identity,
): Promise<void> {
  if (status !== "blocked" || email === null) return;
  const after: EmailBlock = { id: services.createId(), email, userId, blockedAt: at };
  if (await tx.emailBlocks.create(after))
    record({ kind: "emailBlock.created", subjectId: after.id, userId, before: null, after });
}

function recordLifted({ record }: UnitOfWork, before: EmailBlock): void {
  const { id, userId } = before;
  record({ kind: "emailBlock.lifted", subjectId: id, userId, before, after: null });
}
