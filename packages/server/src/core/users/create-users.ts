import type { User, UserId } from "../../model.ts";
import { type AcceptedFate, type BatchItem, type Refusal, runBatch } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import { emailTaken, invalidArguments, usernameTaken } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertUser, type NewUser, requireUserFields } from "./create-user.ts";
import { changeUser } from "./update-user.ts";

/** A user as the organization should have it; omitted fields of a user that exists keep their value. */
export interface StatedUser extends Omit<NewUser, "role"> {
  /** `member` by default. */
  readonly role?: NewUser["role"] | undefined;
}

export interface UserFate {
  readonly fate: AcceptedFate;
  readonly id: UserId;
}

/**
 * Creates the users that the organization does not have, and changes those that it has where the item states other
 * values. A person is found by the e-mail address, a service user by the username. With `isDryRun`, only returns what
 * would happen.
 */
export const createUsers = (
  context: Context,
  items: readonly BatchItem<StatedUser>[],
  isDryRun: boolean,
): Promise<readonly (UserFate | Refusal)[]> =>
  runBatch(context, { permission: "users:write", isDryRun }, items, (unitOfWork, input) =>
    createOrChange(context, unitOfWork, input),
  );

async function createOrChange(
  context: Context,
  unitOfWork: UnitOfWork,
  input: StatedUser,
): Promise<UserFate> {
  requireUserFields(input);
  const before = await findStated(unitOfWork, input);
  if (before === undefined) {
    const { role = "member" } = input;
    const { id } = await insertUser(context, unitOfWork, { ...input, role, isOwner: false });
    return { fate: "create", id };
  }
  if (input.id !== undefined && input.id !== before.id)
    throw input.kind === "service" ? usernameTaken() : emailTaken();
  const { name, username, role, externalId, endpoints } = input;
  const after = await changeUser(context, unitOfWork, before, {
    name,
    username,
    role,
    externalId,
    endpoints,
  });
  return { fate: after === before ? "same" : "change", id: before.id };
}

async function findStated(
  { tx }: UnitOfWork,
  { kind = "person", email, username }: StatedUser,
): Promise<User | undefined> {
  if (kind === "person") {
    const [person] = email == null ? [] : await tx.identities.personsWith({ email });
    return person;
  }
  if (username == null) throw usernameRequired();
  const service = await tx.users.find({ username });
  return service?.kind === kind ? service : undefined;
}

const usernameRequired = () =>
  invalidArguments({
    argument: "username",
    rule: "required",
    problem: "is required for a service user in a batch: a repeat finds the user by it",
  });
