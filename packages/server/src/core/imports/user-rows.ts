import type { GroupId, User } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { addMembership, removeMembership } from "../groups/memberships.ts";
import type { Context } from "../kernel/context.ts";
import { groupNotFound, invalidArguments, rowAmbiguous } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertUser, requireUserFields } from "../users/create-user.ts";
import { requireEndpoints } from "../users/endpoints.ts";
import { changeUser } from "../users/update-user.ts";
import { outcomeOf, type PreparedRow } from "./prepared-row.ts";
import type { UserRow } from "./reading/rows.ts";

/**
 * Makes the user as the row states them. The user is found by external id, then by e-mail address, then by username: so a row
 * can change the values that come later.
 */
export async function prepareUserRow(
  context: Context,
  unitOfWork: UnitOfWork,
  row: UserRow,
): Promise<PreparedRow> {
  const found = await findUser(unitOfWork.tx, row);
  return {
    basis: found === undefined ? "new" : `${found.id} ${found.version}`,
    async apply() {
      context.require("users:write");
      const before = unitOfWork.recorded();
      const user = await createOrChange(context, unitOfWork, found, row);
      await setGroups(context, unitOfWork, user, row);
      return outcomeOf(user.id, found === undefined, unitOfWork.recorded() > before);
    },
  };
}

async function findUser(tx: StoreTransaction, row: UserRow): Promise<User | undefined> {
  const { id, externalId, email, username } = row;
  const found =
    (id && (await tx.users.find({ id }))) ||
    (externalId && (await single(tx.identities.personsWith({ externalId })))) ||
    (email && (await single(tx.identities.personsWith({ email })))) ||
    (username && (await single(tx.users.named({ username })))) ||
    undefined;
  return found || undefined;
}

async function single(matches: Promise<readonly User[]>): Promise<User | undefined> {
  const [user, another] = await matches;
  if (another !== undefined) throw rowAmbiguous();
  return user;
}

async function createOrChange(
  context: Context,
  unitOfWork: UnitOfWork,
  found: User | undefined,
  row: UserRow,
): Promise<User> {
  const { id, groups, role, ...values } = row;
  if (found !== undefined) {
    if (row.kind !== undefined && row.kind !== found.kind) throw rowAmbiguous();
    requireEndpoints(values.endpoints ?? []);
    return changeUser(context, unitOfWork, found, { ...values, role });
  }
  const { name } = values;
  if (name === undefined) throw nameRequired();
  requireUserFields({ ...values, name });
  return insertUser(context, unitOfWork, { ...values, name, role: role ?? "member", isOwner: false });
}

const nameRequired = () =>
  invalidArguments({ argument: "name", rule: "required", problem: "is required for a new user" });

/** Leaves the groups that the row does not name. */
async function setGroups(
  context: Context,
  unitOfWork: UnitOfWork,
  { id: userId }: User,
  { groups: names }: UserRow,
): Promise<void> {
  if (names === undefined) return;
  const { tx } = unitOfWork;
  const present = (await tx.groups.ofUsers([userId])).get(userId) ?? [];
  const isSame = present.length === new Set(names).size && present.every(({ name }) => names.includes(name));
  if (isSame) return;
  context.require("groups:write");
  const wanted = await groupIdsOf(tx, names);
  for (const { id } of present) if (!wanted.has(id)) await removeMembership(unitOfWork, id, userId);
  for (const id of wanted) await addMembership(unitOfWork, id, userId);
}

async function groupIdsOf(tx: StoreTransaction, names: readonly string[]): Promise<ReadonlySet<GroupId>> {
  const ids = new Set<GroupId>();
  for (const name of names) {
    const group = await tx.groups.named(name);
    if (group === undefined) throw groupNotFound();
    ids.add(group.id);
  }
  return ids;
}
