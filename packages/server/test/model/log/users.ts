import type { UserStatus } from "../../../src/model.ts";
import { type EntryOf, entriesOf, type Log, ofLog } from "./log.ts";

// Users, their groups and their API keys, derived from a log.

export interface User {
  readonly serial: number;
  readonly email: number;
  readonly isOwner: boolean;
  readonly status: UserStatus;
  readonly endpoints: readonly string[];
  /** JWTs issued in this second or before are rejected. */
  readonly signedOutAt: number | null;
  readonly removedAt: number | null;
  readonly version: number;
}

/** Every user that was ever created, in the order of serials. */
export const usersOf = ofLog((log): readonly User[] =>
  entriesOf(log, "user.created").map(({ user: serial, email }) => {
    const changes = entriesOf(log, "user.updated", "user.removed", "user.restored", "user.signedOut").filter(
      ({ user }) => user === serial,
    );
    const statuses = changes.flatMap((it) =>
      it.kind === "user.removed" ? "removed" : "status" in it && it.status ? it.status : [],
    );
    const endpoints = changes.flatMap((it) => ("endpoints" in it && it.endpoints ? [it.endpoints] : []));
    const presence = changes.findLast(({ kind }) => kind === "user.removed" || kind === "user.restored");
    return {
      serial,
      email,
      isOwner: serial === 1,
      status: statuses.at(-1) ?? "active",
      endpoints: endpoints.at(-1) ?? [],
      signedOutAt: changes.findLast(endsTokens)?.at ?? null,
      removedAt: presence?.kind === "user.removed" ? presence.at : null,
      version: 1 + changes.length,
    };
  }),
);

const endsTokens = (
  change: EntryOf<"user.updated" | "user.removed" | "user.restored" | "user.signedOut">,
): boolean => (change.kind === "user.updated" ? (change.status ?? "active") !== "active" : true);

/** The users whose e-mail address is blocked, in the order of the blocks; no address of the model changes. */
export const blockedEmailsOf = ofLog((log): readonly User[] =>
  usersOf(log).filter(
    ({ serial }) =>
      entriesOf(log, "emailBlock.created", "emailBlock.lifted").findLast(({ user }) => user === serial)
        ?.kind === "emailBlock.created",
  ),
);

export const presentUsersOf = ofLog((log) => usersOf(log).filter(({ status }) => status !== "removed"));

/** The members of each group, in the order of the groups' serials. */
export const membersOf = ofLog((log): readonly (readonly number[])[] =>
  entriesOf(log, "group.created").map((_, index) => {
    const changes = entriesOf(log, "group.memberAdded", "group.memberRemoved").filter(
      ({ group }) => group === index + 1,
    );
    const users = [...new Set(changes.map(({ user }) => user))];
    return users.filter(
      (user) => changes.findLast((change) => change.user === user)?.kind === "group.memberAdded",
    );
  }),
);

/** The serials of the user's groups. */
export const groupsOfUser = (log: Log, user: number): number[] =>
  membersOf(log).flatMap((members, index) => (members.includes(user) ? [index + 1] : []));

export interface ApiKey {
  readonly serial: number;
  readonly user: number;
  readonly revokedAt: number | null;
}

export const apiKeysOf = ofLog((log): readonly ApiKey[] =>
  entriesOf(log, "apiKey.created").map(({ user }, index) => {
    const revoked = entriesOf(log, "apiKey.revoked").find(({ apiKey }) => apiKey === index + 1);
    return { serial: index + 1, user, revokedAt: revoked?.at ?? null };
  }),
);

/** The serials of the user's API keys that are not revoked. */
export const activeApiKeysOf = (log: Log, user: number): number[] =>
  apiKeysOf(log).flatMap((key) => (key.user === user && key.revokedAt === null ? [key.serial] : []));
