import { unassignNumber } from "../../src/core/assignments/unassign-number.ts";
import { deleteGroup } from "../../src/core/groups/groups.ts";
import type { Context } from "../../src/core/kernel/context.ts";
import { id, type Static } from "../../src/http/mounting/schema.ts";
import type { Event, OrganizationId, PhoneNumber, User, UserId } from "../../src/model.ts";
import type { Store } from "../../src/storage/store.ts";

// Not executed: the type checker verifies that an id of one noun, or a plain string, is rejected for another noun.
// An unused @ts-expect-error is an error.

export function rejectsIdsOfOtherNouns(
  context: Context,
  store: Store,
  user: User,
  number: PhoneNumber,
): void {
  unassignNumber(context, { userId: user.id, number: { id: number.id } });
  // @ts-expect-error: the id of a number is not the id of a user
  unassignNumber(context, { userId: number.id, number: { id: number.id } });
  // @ts-expect-error: the id of a user is not the id of a number
  unassignNumber(context, { userId: user.id, number: { id: user.id } });
  // @ts-expect-error: a plain string is not an id
  unassignNumber(context, { userId: "0123456789abcdef01234567", number: { id: number.id } });
  // @ts-expect-error: the id of a user is not the id of a group
  deleteGroup(context, user.id);
  // @ts-expect-error: the id of a user is not the id of an organization
  store.read(user.id);
  store.read(context.organizationId).users.find({ id: user.id });
  // @ts-expect-error: the id of a number is not the id of a user
  store.read(context.organizationId).users.find({ id: number.id });
}

const userId = id<UserId>();
const anyId = id();

export function carriesIdsFromSchemas(
  store: Store,
  organizationId: OrganizationId,
  typed: Static<typeof userId>,
  untyped: Static<typeof anyId>,
): void {
  store.read(organizationId).users.find({ id: typed });
  // @ts-expect-error: a schema without a noun yields a plain string
  store.read(organizationId).users.find({ id: untyped });
}

export function typesIdsOfEvents(context: Context, { userId, subjectId, actorId }: Event): void {
  context.require("users:list", actorId);
  if (userId !== null) context.require("users:list", userId);
  // @ts-expect-error: the subject can be a record of another noun
  context.require("users:list", subjectId);
}
