import { toPublicEvent } from "../../audit/public-event.ts";
import type { NamedEvent } from "../../core/history/event-names.ts";
import type { PlatformEvent } from "../../core/history/platform-events.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  type TSchema,
  Type,
} from "../../http/mounting/schema.ts";
import { type ChainedEvent, doorNames, type EventKind, eventKinds } from "../../model.ts";
import { apiKeySchema } from "./api-key-wire.ts";
import { carrierAccountSchema } from "./carrier-account-wire.ts";
import { emailBlockSchema } from "./email-blocks.ts";
import { invitationSchema } from "./invitation-wire.ts";
import { storedNumberSchema } from "./number-wire.ts";
import { webhookSchema } from "./webhook-wire.ts";
import { assignmentSchema, groupSchema, organizationSchema, userSchema } from "./wire.ts";

/** The stored record: what responses show of it, with personal values that can be erased, and its version. */
function storedRecord(
  name: string,
  { properties }: { readonly properties: Record<string, TSchema> },
  { personal = [], fields = {} }: { personal?: string[]; fields?: Record<string, TSchema> } = {},
): TSchema {
  const erasable = Object.fromEntries(
    personal.map((field) => [field, nullable(properties[field] as TSchema)]),
  );
  return Type.Object(
    { ...properties, ...erasable, ...fields },
    component(
      `${name}Record`,
      `The complete record in an event. Fields are absent from events that were recorded before a release added them.`,
    ),
  );
}

const version = Type.Integer({ description: "1 for a new record; each change adds 1." });
const organization = storedRecord("Organization", organizationSchema, { fields: { version } });
const keptApiKeyIds = optional(
  Type.Array(id(), {
    description:
      "The API keys of service users that the removed user created; absent when there are none or they were revoked.",
  }),
);
const user = storedRecord("User", userSchema, {
  personal: ["name", "endpoints"],
  fields: { removedAt: nullable(instant()), version },
});
const removedUser = storedRecord("RemovedUser", userSchema, {
  personal: ["name", "endpoints"],
  fields: { removedAt: nullable(instant()), version, keptApiKeyIds },
});
const identity = Type.Object(
  {
    userId: id(),
    issuer: Type.String({ description: "The `iss` of the tokens." }),
    externalId: nullable(Type.String(), { description: "The `sub` of the tokens." }),
    linkedAt: instant(),
  },
  component("IdentityRecord", "Who a user is at an identity provider."),
);
const emailBlock = storedRecord("EmailBlock", emailBlockSchema, { personal: ["email"] });
const group = storedRecord("Group", groupSchema, { fields: { version } });
const membership = Type.Object(
  { groupId: id(), userId: id() },
  component("GroupMembership", "A user is in a group."),
);
const apiKey = storedRecord("ApiKey", apiKeySchema, { personal: ["name"] });
const invitation = storedRecord("Invitation", invitationSchema);
const number = storedRecord("Number", storedNumberSchema, {
  fields: {
    formerHolderId: nullable(id(), { description: "Who can receive on the number while it is cooling." }),
    version,
  },
});
const assignment = storedRecord("Assignment", assignmentSchema, { fields: { version } });
const carrierAccount = storedRecord("CarrierAccount", carrierAccountSchema, { fields: { version } });
const webhook = storedRecord("Webhook", webhookSchema, { fields: { version } });

interface EventType {
  readonly record: TSchema;
  /** Of `after`, when it has fields that `before` lacks. */
  readonly recordAfter?: TSchema;
  /** `created`: `before` is null. `deleted`: `after` is null. */
  readonly change: "created" | "updated" | "deleted";
}
const created = (record: TSchema): EventType => ({ record, change: "created" });
const updated = (record: TSchema, recordAfter = record): EventType => ({
  record,
  recordAfter,
  change: "updated",
});
const deleted = (record: TSchema): EventType => ({ record, change: "deleted" });

const eventTypes: Readonly<Record<EventKind, EventType>> = {
  "organization.created": created(organization),
  "organization.updated": updated(organization),
  "organization.deleted": updated(organization),
  "user.created": created(user),
  "user.updated": updated(user),
  "user.removed": updated(user, removedUser),
  "user.restored": updated(user),
  "user.signedOut": updated(user),
  "user.erased": updated(user),
  "identity.linked": created(identity),
  "identity.unlinked": deleted(identity),
  "emailBlock.created": created(emailBlock),
  "emailBlock.lifted": deleted(emailBlock),
  "group.created": created(group),
  "group.deleted": deleted(group),
  "group.memberAdded": created(membership),
  "group.memberRemoved": deleted(membership),
  "apiKey.created": created(apiKey),
  "apiKey.updated": updated(apiKey),
  "apiKey.revoked": updated(apiKey),
  "invitation.created": created(invitation),
  "invitation.redeemed": updated(invitation),
  "invitation.revoked": updated(invitation),
  "number.added": created(number),
  "number.updated": updated(number),
  "number.released": updated(number),
  "number.assigned": created(assignment),
  "number.unassigned": updated(assignment),
  "assignment.updated": updated(assignment),
  "webhook.created": created(webhook),
  "webhook.updated": updated(webhook),
  "webhook.deleted": deleted(webhook),
  "webhook.disabled": updated(webhook),
  "carrierAccount.created": created(carrierAccount),
  "carrierAccount.updated": updated(carrierAccount),
  "carrierAccount.deleted": deleted(carrierAccount),
};

export const eventKind = (options: object = {}) =>
  oneOf(eventKinds, { ...component("EventKind", "What happened to the record."), ...options });

export const dialectField = () =>
  oneOf(
    doorNames,
    component("Dialect", "The API that the request was made through; `mcp` for the tools for agents."),
  );

const eventFields = {
  seq: Type.Integer({ description: "1, 2, 3 … within the organization, without gaps, in commit order." }),
  at: instant(),
  kind: eventKind(),
  subjectId: id({ description: "The record that changed." }),
  userId: nullable(id(), { description: "The user concerned." }),
  numberId: nullable(id(), { description: "The number concerned." }),
  actorId: id({ description: "The user whose credential made the request." }),
  credentialId: Type.String({
    description: "The id of the API key or the invitation, or `jwt:` and the user's id.",
  }),
  dialect: dialectField(),
  requestId: Type.String(),
  reason: nullable(Type.String(), { description: "The reason in the request." }),
  undoes: nullable(Type.Integer(), { description: "The `seq` of the event that this event reverts." }),
  jobId: optional(id({ description: "The job that made the change; absent when a request did." })),
};
const hashFields = {
  hashVersion: Type.Integer({ description: "The form that `hash` covers: 1, or 2 with `jobId`." }),
  previousHash: Type.String({ description: "The `hash` of the event before it; 64 zeros for the first." }),
  hash: Type.String({
    description: "SHA-256 over the event, with digests in place of personal values, in hexadecimal.",
  }),
  salt: nullable(Type.String(), {
    description: "The salt of the digests; null when the event has no personal values.",
  }),
  redacted: Type.Boolean({ description: "Whether the personal values were erased; they are null then." }),
  digests: nullable(Type.Record(Type.String(), Type.String()), {
    description: "Of a redacted event: the digests of its personal values by JSON Pointer.",
  }),
};
const eventBase = Type.Object(
  { ...eventFields, ...hashFields },
  component("EventBase", "One committed change: who, when, through which API and credential."),
);

/** `user.created` is UserCreatedEvent. */
const nameOf = (kind: EventKind): string =>
  `${kind.replaceAll(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())}Event`;

const absent = Type.Null();
const publishedEvents = eventKinds.map((kind) => {
  const { record, recordAfter = record, change } = eventTypes[kind];
  const details = Type.Object({
    kind: Type.Literal(kind),
    before: change === "created" ? absent : record,
    after: change === "deleted" ? absent : recordAfter,
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
const serializedFields = {
  ...eventFields,
  before: Type.Unknown(),
  after: Type.Unknown(),
  ...hashFields,
};
export const eventSchema = Type.Object(serializedFields, { "x-published": publishedEvent });
const names = Type.Object(
  {
    line: nullable(Type.String(), { description: "The line of the number concerned." }),
    userName: nullable(Type.String(), { description: "The present name of the user concerned." }),
    organizationName: nullable(Type.String(), { description: "Null in the events of the platform." }),
    organizationSlug: nullable(Type.String(), { description: "Null in the events of the platform." }),
  },
  component(
    "EventNames",
    "With `expand=names`: names as they are when the event is read. They are not stored in the event, and its hash does not cover them.",
  ),
);
export const expandNames = optional(
  oneOf(["names"], {
    description:
      "`names` adds the line, the user's present name, and the organization's name and slug to every event, as they are when it is read.",
  }),
);
/** An event of the feed. */
export const feedEventSchema = Type.Object(
  { ...serializedFields, names: optional(names) },
  {
    "x-published": Type.Unsafe({
      allOf: [publishedEvent, Type.Object({ names: optional(names) })],
      ...component("FeedEvent", "An event, with names if they were requested."),
    }),
  },
);
export const platformEventSchema = Type.Object(
  { organizationId: id(), ...serializedFields, names: optional(names) },
  {
    "x-published": Type.Unsafe({
      allOf: [Type.Object({ organizationId: id(), names: optional(names) }), publishedEvent],
      ...component("PlatformEvent", "An event with its organization."),
    }),
  },
);

export const toEvent = (it: ChainedEvent) => toPublicEvent(it);

export const toFeedEvent = (it: NamedEvent) => ({ ...toEvent(it), ...(it.names && { names: it.names }) });

export const toPlatformEvent = (it: PlatformEvent) => ({
  organizationId: it.organizationId,
  ...toFeedEvent(it),
});
