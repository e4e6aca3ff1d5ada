import type { Id, OrganizationRole, Page, PageRequest, User, UserStatus } from "../../model.ts";
import type { Reads, Taken, UserFilter, UserReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { type CursorPage, type CursorRequest, listByCursor } from "../kernel/cursor.ts";
import {
  emailTaken,
  idNotAllowed,
  idTaken,
  ownerProtected,
  selfProtected,
  userNotFound,
  usernameTaken,
} from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { type SelectionResult, type Selector, select } from "../kernel/selection.ts";
import { mutate, type UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { requireEndpoints } from "./endpoint.ts";

export interface NewUser {
  readonly id?: Id | undefined;
  readonly name: string;
  readonly email: string;
  readonly username?: string | null | undefined;
  readonly role: OrganizationRole;
}

export interface UserChanges {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly username?: string | null | undefined;
  readonly role?: OrganizationRole | undefined;
  readonly status?: Exclude<UserStatus, "removed"> | undefined;
  readonly endpoints?: readonly string[] | undefined;
}

/** The operations on the users of one organization, for one caller. */
export const users = (context: Context) => ({
  /** Only a superadmin may choose the id. Throws when the id, the address or the username is taken. */
  create(input: NewUser): Promise<User> {
    context.require("users:write");
    return mutate(context, async (unitOfWork) => {
      await context.requireOrganization(unitOfWork.tx);
      return insertUser(context, unitOfWork, input, false);
    });
  },

  /** Throws when there is none, or he was removed. */
  async get(id: Id): Promise<User> {
    context.require("users:read", id);
    return existingUser(await context.reads(), id);
  },

  /** The one user that all of these name; or what is wrong with which of them. */
  async select(selectors: readonly Selector<UserReference>[]): Promise<SelectionResult<User>> {
    context.require("users:list");
    const reads = await context.reads();
    return select(selectors, async (reference) => {
      const user = await reads.users.find(reference);
      return user ? [user] : [];
    });
  },

  /** By serial; without a status in the filter, removed users are left out. */
  async list(filter: UserFilter, request: CursorRequest): Promise<CursorPage<User>> {
    context.require("users:list");
    const reads = await context.reads();
    return listByCursor(context, "users", request, (page) => reads.users.list(filter, page));
  },

  /** Numbered pages, ordered by when the users were made. */
  async page(filter: UserFilter, page: PageRequest): Promise<Page<User>> {
    context.require("users:list");
    const reads = await context.reads();
    return reads.users.list(filter, page);
  },

  /** Only the platform blocks a user, and lifts a block. Throws when an endpoint has no known form. */
  update(id: Id, changes: UserChanges, version?: number): Promise<User> {
    context.require("users:write");
    requireEndpoints(changes.endpoints ?? []);
    return mutate(context, async ({ tx, record }) => {
      await context.requireOrganization(tx);
      const before = await existingUser(tx, id);
      requireVersion(before, version);
      const wanted = wantedUser(before, changes);
      if (isSame(before, wanted)) return before;
      requireAllowed(context, before, wanted);
      const after = orRefuse(await tx.users.update(id, wanted));
      record({ kind: "user.updated", subjectId: id, userId: id, before, after });
      return after;
    });
  },
});

/** Adds a user; for the operations that make one as a part of something else. */
export async function insertUser(
  context: Context,
  { tx, at, record }: UnitOfWork,
  input: NewUser,
  isOwner: boolean,
): Promise<User> {
  if (input.id !== undefined && !context.isAllowed("users:chooseId")) throw idNotAllowed();
  const { name, email, username = null, role } = input;
  const id = input.id ?? context.parts.createId();
  const fresh = { id, name, email, username, role, isOwner, endpoints: [], createdAt: at };
  const user = orRefuse(await tx.users.create(fresh));
  record({ kind: "user.created", subjectId: id, userId: id, before: null, after: user });
  return user;
}

/** Throws when there is none, or he was removed. */
export async function existingUser(reads: Reads, id: Id): Promise<User> {
  const user = await reads.users.find({ id });
  if (user === undefined) throw userNotFound();
  return user;
}

type WantedUser = Parameters<UnitOfWork["tx"]["users"]["update"]>[1];

const wantedUser = (before: User, changes: UserChanges): WantedUser => ({
  name: changes.name ?? before.name,
  email: changes.email ?? before.email,
  username: changes.username === undefined ? before.username : changes.username,
  role: changes.role ?? (before.role as OrganizationRole),
  status: changes.status ?? before.status,
  endpoints: changes.endpoints ?? before.endpoints,
});

function requireAllowed(context: Context, before: User, wanted: WantedUser): void {
  const isStatusNew = wanted.status !== before.status;
  if (isStatusNew && [wanted.status, before.status].includes("blocked")) context.require("users:block");
  if (before.isOwner && (wanted.role !== "admin" || wanted.status !== "active")) throw ownerProtected();
  if (before.id === context.principal.userId && isStatusNew) throw selfProtected();
}

function orRefuse(result: User | Taken<"id" | "email" | "username">): User {
  if (!("taken" in result)) return result;
  throw { id: idTaken, email: emailTaken, username: usernameTaken }[result.taken]();
}
