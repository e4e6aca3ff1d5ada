import type { CellKind, Columns, Row } from "../../core/exports/csv-text.ts";
import type { UserWithGroups } from "../../core/exports/export-users.ts";
import type { NamedEvent } from "../../core/history/event-names.ts";
import type { NumberWithHolders } from "../../core/numbers/with-holders.ts";
import { component, id, instant, nullable, Type } from "../../http/mounting/schema.ts";
import type { AssignmentDetails } from "../../model.ts";
import { toFeedEvent } from "./events.ts";
import { lineDescription, lineKind, numberFields, toNumber } from "./number-wire.ts";
import {
  assignmentFlagFields,
  numberState,
  provider,
  serial,
  toAssignmentFlags,
  toIsoOrNull,
  toUser,
  userSchema,
} from "./wire.ts";

/** The rows of an export: their columns, which stay as they are, and a mapper. */
export interface ExportTable<Item> {
  /** Of the file. */
  readonly name: string;
  readonly columns: Columns;
  readonly toRow: (item: Item) => Row;
}

const columnsOf = (kinds: Readonly<Record<string, CellKind>>): Columns => kinds;
const holderDescription = "The user's e-mail address.";
const nullableFlags = {
  isDefault: nullable(Type.Boolean()),
  isInboundEnabled: nullable(Type.Boolean()),
  isOutboundEnabled: nullable(Type.Boolean()),
  label: nullable(Type.String()),
};

export const exportedNumberSchema = Type.Object(
  {
    id: id(),
    serial: serial(),
    provider: provider(),
    line: Type.String({ description: lineDescription }),
    kind: lineKind(),
    country: numberFields.country,
    alias: nullable(Type.String()),
    state: numberState(),
    holder: nullable(Type.String(), {
      description: "The e-mail address of the inbound holder, or of the first holder when nobody receives.",
    }),
    holderId: nullable(id()),
    holderName: nullable(Type.String()),
    ...nullableFlags,
    holderCount: Type.Integer({ description: "How many users hold the number." }),
    reservedFor: nullable(Type.String(), { description: "A user's id, or an e-mail address." }),
    reservedUntil: nullable(instant()),
    coolingUntil: nullable(instant()),
    addedAt: instant(),
    releasedAt: nullable(instant()),
  },
  component("ExportedPhoneNumber", "One line of an export of numbers."),
);
export const numberTable: ExportTable<NumberWithHolders> = {
  name: "numbers",
  columns: columnsOf({
    ...{ id: "identifier", serial: "value", provider: "value", line: "identifier", kind: "value" },
    ...{ country: "value", alias: "text", state: "value" },
    ...{ holder: "text", holderId: "identifier", holderName: "text" },
    ...{ isDefault: "value", isInboundEnabled: "value", isOutboundEnabled: "value", label: "text" },
    ...{ holderCount: "value", reservedFor: "text", reservedUntil: "value" },
    ...{ coolingUntil: "value", addedAt: "value", releasedAt: "value" },
  }),
  toRow(it) {
    const { reservedFor, ...number } = toNumber(it);
    const [holder] = it.holders;
    return {
      ...number,
      holder: holder?.userEmail ?? null,
      holderId: holder?.userId ?? null,
      holderName: holder?.userName ?? null,
      isDefault: holder?.isDefault ?? null,
      isInboundEnabled: holder?.isInboundEnabled ?? null,
      isOutboundEnabled: holder?.isOutboundEnabled ?? null,
      label: holder?.label ?? null,
      holderCount: it.holderCount,
      reservedFor: reservedFor?.userId ?? reservedFor?.email ?? null,
      reservedUntil: reservedFor?.until ?? null,
    };
  },
};

export const exportedUserSchema = Type.Object(
  {
    ...userSchema.properties,
    groups: Type.Array(Type.String(), { description: "The names of the groups." }),
  },
  component("ExportedUser", "One line of an export of users."),
);
export const userTable: ExportTable<UserWithGroups> = {
  name: "users",
  columns: columnsOf({
    ...{ id: "identifier", serial: "value", kind: "value", email: "text", name: "text", username: "text" },
    ...{ role: "value", externalId: "text", groups: "text", endpoints: "text" },
    ...{ isOwner: "value", status: "value", signedOutAt: "value", createdAt: "value" },
  }),
  toRow: ({ user, groups }) => ({ ...toUser(user), groups: groups.map(({ name }) => name) }),
};

export const exportedAssignmentSchema = Type.Object(
  {
    id: id(),
    numberId: id(),
    provider: provider(),
    line: Type.String({ description: lineDescription }),
    holder: Type.String({ description: holderDescription }),
    holderId: id(),
    holderName: Type.String(),
    ...assignmentFlagFields,
    assignedAt: instant(),
    unassignedAt: nullable(instant()),
  },
  component("ExportedAssignment", "One line of an export of assignments."),
);
export const assignmentTable: ExportTable<AssignmentDetails> = {
  name: "assignments",
  columns: columnsOf({
    ...{ id: "identifier", numberId: "identifier", provider: "value", line: "identifier" },
    ...{ holder: "text", holderId: "identifier", holderName: "text" },
    ...{ isDefault: "value", isInboundEnabled: "value", isOutboundEnabled: "value", label: "text" },
    ...{ assignedAt: "value", unassignedAt: "value" },
  }),
  toRow: (it) => ({
    id: it.id,
    numberId: it.numberId,
    provider: it.provider,
    line: it.line,
    holder: it.userEmail,
    holderId: it.userId,
    holderName: it.userName,
    ...toAssignmentFlags(it),
    assignedAt: toIsoOrNull(it.assignedAt),
    unassignedAt: toIsoOrNull(it.unassignedAt),
  }),
};

/** Every column of an event is a member of its JSON, so that the hash of an exported event can be verified. */
export const eventTable: ExportTable<NamedEvent> = {
  name: "events",
  columns: columnsOf({
    ...{ seq: "value", at: "value", kind: "value", subjectId: "identifier" },
    ...{ userId: "identifier", numberId: "identifier", actorId: "identifier", credentialId: "identifier" },
    ...{
      dialect: "value",
      requestId: "text",
      reason: "text",
      undoes: "value",
      before: "value",
      after: "value",
    },
    ...{ hashVersion: "value", previousHash: "identifier", hash: "identifier", salt: "identifier" },
    ...{ redacted: "value", digests: "value", names: "value" },
  }),
  toRow: (it) => toFeedEvent(it),
};
