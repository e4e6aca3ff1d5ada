import type { PlatformEvent } from "../../core/history/platform-events.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  type TSchema,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import { dialectNames, type Event, type EventKind, eventKinds, type Id } from "../../model.ts";
import {
  apiKeySchema,
  assignmentSchema,
  groupSchema,
  organizationSchema,
  storedNumberSchema,
  toApiKey,
  toAssignment,
  toGroup,
  toOrganization,
  toStoredNumber,
  toUser,
  userSchema,
} from "./wire.ts";

/** The record that a kind of event is about, as responses show it. */
interface RecordType {
  readonly schema: TSchema;
  toWire(record: object): object;
}

/** `defaults` are the fields that events of earlier releases lack. */
const recordType = <Stored extends object>(
  schema: TSchema,
  toWire: (record: Stored) => object,
  defaults: Partial<Stored> = {},
): RecordType => ({
  schema,
  toWire: (record) => toWire({ ...defaults, ...(record as Stored) }),
});

const organization = recordType(organizationSchema, toOrganization, { coolingDays: 0 });
const user = recordType(userSchema, toUser, { kind: "person", endpoints: [] });
const group = recordType(groupSchema, toGroup);
const membership = recordType(
  Type.Object({ groupId: id(), userId: id() }, component("GroupMembership", "A user is in a group.")),
  ({ groupId, userId }: { groupId: Id; userId: Id }) => ({ groupId, userId }),
);
const apiKey = recordType(apiKeySchema, toApiKey);
const number = recordType(storedNumberSchema, toStoredNumber, { coolingUntil: null, reservation: null });
const assignment = recordType(assignmentSchema, toAssignment);

interface EventType {
  readonly record: RecordType;
  /** `created`: `before` is null. `deleted`: `after` is null. */
  readonly change: "created" | "updated" | "deleted";
}
const created = (record: RecordType): EventType => ({ record, change: "created" });
const updated = (record: RecordType): EventType => ({ record, change: "updated" });
const deleted = (record: RecordType): EventType => ({ record, change: "deleted" });

const eventTypes: Readonly<Record<EventKind, EventType>> = {
  "organization.created": created(organization),
  "organization.updated": updated(organization),
  "user.created": created(user),
  "user.updated": updated(user),
  "user.removed": updated(user),
  "user.restored": updated(user),
  "group.created": created(group),
  "group.deleted": deleted(group),
  "group.memberAdded": created(membership),
  "group.memberRemoved": deleted(membership),
  "apiKey.created": created(apiKey),
  "apiKey.revoked": updated(apiKey),
  "number.added": created(number),
  "number.updated": updated(number),
  "number.released": updated(number),
  "number.assigned": created(assignment),
  "number.unassigned": updated(assignment),
  "assignment.updated": updated(assignment),
};

export const eventKind = (options: object = {}) =>
  oneOf(eventKinds, { ...component("EventKind", "What happened to the record."), ...options });

export const dialectField = () =>
  oneOf(dialectNames, component("Dialect", "The API that the request was made through."));

const eventFields = {
  seq: Type.Integer({ description: "1, 2, 3 … within the organization, without gaps, in commit order." }),
  at: instant(),
  kind: eventKind(),
  subjectId: id({ description: "The record that changed." }),
  userId: nullable(id(), { description: "The user concerned." }),
  numberId: nullable(id(), { description: "The number concerned." }),
  actorId: id({ description: "The user whose credential made the request." }),
  credentialId: Type.String({ description: "The id of the API key, or `jwt:` and the user's id." }),
  dialect: dialectField(),
  requestId: Type.String(),
  reason: nullable(Type.String(), { description: "The reason in the request." }),
  undoes: nullable(Type.Integer(), { description: "The `seq` of the event that this event reverts." }),
};
const eventBase = Type.Object(
  eventFields,
  component("EventBase", "One committed change: who, when, through which API and credential."),
);

/** `user.created` is UserCreatedEvent. */
const nameOf = (kind: EventKind): string =>
  `${kind.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())}Event`;

const absent = Type.Null();
const publishedEvents = eventKinds.map((kind) => {
  const { record, change } = eventTypes[kind];
  const details = Type.Object({
    kind: Type.Literal(kind),
    before: change === "created" ? absent : record.schema,
    after: change === "deleted" ? absent : record.schema,
  });
  return Type.Unsafe({ allOf: [eventBase, details], ...component(nameOf(kind)) });
});
const publishedEvent = Type.Unsafe({
  oneOf: publishedEvents,
  discriminator: {
    propertyName: "kind",
    mapping: Object.fromEntries(eventKinds.map((kind) => [kind, `#/components/schemas/${nameOf(kind)}`])),
  },
  ...component(
    "Event",
    "One committed change. `before` and `after` are the complete record before and after it, by `kind`.",
  ),
});

/** For serialization; the document has one schema per kind, which would be slow to serialize by. */
const serializedFields = { ...eventFields, before: Type.Unknown(), after: Type.Unknown() };
export const eventSchema = Type.Object(serializedFields, { "x-published": publishedEvent });
export const platformEventSchema = Type.Object(
  { organizationId: id(), ...serializedFields },
  {
    "x-published": Type.Unsafe({
      allOf: [Type.Object({ organizationId: id() }), publishedEvent],
      ...component("PlatformEvent", "An event with its organization."),
    }),
  },
);

export function toEvent(it: Event) {
  const { record } = eventTypes[it.kind];
  return {
    seq: it.seq,
    at: toIso(it.at),
    kind: it.kind,
    subjectId: it.subjectId,
    userId: it.userId,
    numberId: it.numberId,
    actorId: it.actorId,
    credentialId: it.credentialId,
    dialect: it.dialect,
    requestId: it.requestId,
    reason: it.reason,
    undoes: it.undoes,
    before: it.before && record.toWire(it.before),
    after: it.after && record.toWire(it.after),
  };
}

export const toPlatformEvent = (it: PlatformEvent) => ({
  organizationId: it.organizationId,
  ...toEvent(it),
});
