import type { OrganizationRole, User, UserId, UserKind } from "../../model.ts";
import type { Taken, UniqueUserField } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { emailTaken, externalIdTaken, idNotAllowed, idTaken, usernameTaken } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireEmailAllowed } from "./email-blocks.ts";
import { requireEndpoints } from "./endpoints.ts";
import { requireEmailOfPerson, requireFieldsOfKind } from "./user-kind.ts";

export interface NewUser {
  /** Only a superadmin may choose the id. */
  readonly id?: UserId | undefined;
  /** A person by default. */
  readonly kind?: UserKind | undefined;
  readonly name: string;
  /** Required for a person; a service user has none. */
  readonly email?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly role: OrganizationRole;
  /** The user's name in another system. */
  readonly externalId?: string | null | undefined;
  readonly endpoints?: readonly string[] | undefined;
}

/**
 * Creates a user. Throws when the id, the e-mail address, the username or the external id is taken, an endpoint is
 * malformed, a person has no e-mail address, or a service user has one or has endpoints.
 */
export function createUser(context: Context, input: NewUser): Promise<User> {
  const validate = () => requireUserFields(input);
  return mutate(context, { permission: "users:write", validate }, (unitOfWork) =>
    insertUser(context, unitOfWork, { ...input, isOwner: false }),
  );
}

/** Throws when an endpoint is malformed, a person has no e-mail address, or a service user has fields of persons. */
export function requireUserFields(input: Omit<NewUser, "role">): void {
  const { kind = "person", email, endpoints = [] } = input;
  requireEmailOfPerson(kind, email);
  requireFieldsOfKind(kind, input);
  requireEndpoints(endpoints);
}

/** Creates a user with its event, as a part of another operation. */
export async function insertUser(
  context: Context,
  unitOfWork: UnitOfWork,
  input: NewUser & { readonly isOwner: boolean },
): Promise<User> {
  if (input.id !== undefined && !context.isAllowed("users:chooseId")) throw idNotAllowed();
  const { tx, at, record } = unitOfWork;
  const { kind = "person", name, role, isOwner, endpoints = [] } = input;
  const { email = null, username = null, externalId = null } = input;
  const id = input.id ?? context.services.createId<UserId>();
  const values = { id, kind, name, email, username, role, isOwner, externalId, endpoints, createdAt: at };
  const [, created] = await allInOrder(requireEmailAllowed(tx, email), tx.users.create(values));
  const user = requireNotTaken(created);
  await context.services.quotas.requireWithin("users", context.organizationId, unitOfWork);
  record({ kind: "user.created", subjectId: id, userId: id, before: null, after: user });
  return user;
}

/** Throws the error for the uniqueness constraint that the write violated. */
export function requireNotTaken(result: User | Taken<"id" | UniqueUserField>): User {
  if (!("taken" in result)) return result;
  const errors = { id: idTaken, email: emailTaken, username: usernameTaken, externalId: externalIdTaken };
  throw errors[result.taken]();
}
