import type { FastifyReply, FastifyRequest } from "fastify";
import type { CreatedApiKey } from "../../core/api-keys/key-changes.ts";
import type { CursorPage } from "../../core/kernel/cursor.ts";
import { parseId } from "../../core/kernel/ids.ts";
import { validationFailed } from "../../http/errors.ts";
import {
  id,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  text,
  toIso,
  wholeNumber,
} from "../../http/mounting/schema.ts";
import {
  type ApiKey,
  type Assignment,
  type Group,
  type NumberWithState,
  numberStates,
  type Organization,
  organizationStatuses,
  providers,
  type User,
  userStatuses,
} from "../../model.ts";

// What goes out

export const toIsoOrNull = (at: number | null): string | null => (at === null ? null : toIso(at));

export const organizationSchema = Type.Object({
  id: id(),
  serial: Type.Integer(),
  name: Type.String(),
  status: oneOf(organizationStatuses),
  coolingDays: Type.Integer(),
  createdAt: instant(),
});
export const toOrganization = (it: Organization) => ({
  id: it.id,
  serial: it.serial,
  name: it.name,
  status: it.status,
  coolingDays: it.coolingDays,
  createdAt: toIso(it.createdAt),
});

export const userSchema = Type.Object({
  id: id(),
  serial: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  username: nullable(Type.String()),
  role: oneOf(["admin", "member"]),
  isOwner: Type.Boolean(),
  status: oneOf(userStatuses),
  createdAt: instant(),
});
export const toUser = (it: User) => ({
  id: it.id,
  serial: it.serial,
  name: it.name,
  email: it.email,
  username: it.username,
  role: it.role,
  isOwner: it.isOwner,
  status: it.status,
  createdAt: toIso(it.createdAt),
});

export const groupSchema = Type.Object({
  id: id(),
  serial: Type.Integer(),
  name: Type.String(),
  createdAt: instant(),
});
export const toGroup = (it: Group) => ({
  id: it.id,
  serial: it.serial,
  name: it.name,
  createdAt: toIso(it.createdAt),
});

export const numberSchema = Type.Object({
  id: id(),
  serial: Type.Integer(),
  provider: oneOf(providers),
  line: Type.String(),
  alias: nullable(Type.String()),
  state: oneOf(numberStates),
  coolingUntil: nullable(instant()),
  reservedFor: nullable(
    Type.Object({ userId: nullable(id()), email: nullable(Type.String()), until: instant() }),
  ),
  addedAt: instant(),
  releasedAt: nullable(instant()),
});
export const toNumber = (it: NumberWithState) => ({
  id: it.id,
  serial: it.serial,
  provider: it.provider,
  line: it.line,
  alias: it.alias,
  state: it.state,
  coolingUntil: it.state === "released" ? null : toIsoOrNull(it.coolingUntil),
  reservedFor: it.reservation && { ...it.reservation, until: toIso(it.reservation.until) },
  addedAt: toIso(it.addedAt),
  releasedAt: toIsoOrNull(it.releasedAt),
});

export const assignmentSchema = Type.Object({
  id: id(),
  numberId: id(),
  userId: id(),
  provider: oneOf(providers),
  isDefault: Type.Boolean(),
  isInboundEnabled: Type.Boolean(),
  isOutboundEnabled: Type.Boolean(),
  label: nullable(Type.String()),
  assignedAt: instant(),
  unassignedAt: nullable(instant()),
});
export const toAssignment = (it: Assignment) => ({
  id: it.id,
  numberId: it.numberId,
  userId: it.userId,
  provider: it.provider,
  isDefault: it.isDefault,
  isInboundEnabled: it.isInboundEnabled,
  isOutboundEnabled: it.isOutboundEnabled,
  label: it.label,
  assignedAt: toIso(it.assignedAt),
  unassignedAt: toIsoOrNull(it.unassignedAt),
});

export const apiKeySchema = Type.Object({
  id: id(),
  serial: Type.Integer(),
  userId: id(),
  name: Type.String(),
  publicId: Type.String({ description: "The part of the key by which it is recognised in logs." }),
  createdAt: instant(),
  expiresAt: nullable(instant()),
});
export const toApiKey = (it: ApiKey) => ({
  id: it.id,
  serial: it.serial,
  userId: it.userId,
  name: it.name,
  publicId: it.publicId,
  createdAt: toIso(it.createdAt),
  expiresAt: toIsoOrNull(it.expiresAt),
});

export const createdApiKeySchema = Type.Object({
  ...apiKeySchema.properties,
  key: optional(
    Type.String({
      description: "The secret, shown this once: neither a list nor the replay of a repeated request has it.",
    }),
  ),
});
export const toCreatedApiKey = ({ key, ...it }: CreatedApiKey) => ({
  ...toApiKey(it),
  ...(key !== undefined && { key }),
});

export const listSchema = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });

export function toList<Item, Wire>({ items, nextCursor }: CursorPage<Item>, toWire: (item: Item) => Wire) {
  return { items: items.map(toWire), nextCursor };
}

export const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  errors: optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
});

/** Every refusal has the same shape. */
export const refusals = { "4xx": problemSchema, "5xx": problemSchema };

// What comes in

/** Nothing is taken that the document does not name. */
export const strict = <T extends Parameters<typeof Type.Object>[0]>(properties: T) =>
  Type.Object(properties, { additionalProperties: false, "x-expected": "a JSON object" });

export const pageFields = {
  limit: optional(wholeNumber(1, 200, { default: 50 })),
  cursor: optional(Type.String({ maxLength: 1000 })),
};
export const toPage = (query: { limit?: number; cursor?: string }) => ({
  limit: query.limit ?? 50,
  cursor: query.cursor,
});

export const name = () => text({ max: 200 });
export const email = () =>
  text({
    max: 254,
    // One way to match only: it is tried on a text of any length, and two ways would cost its square.
    pattern: "^[^\\s@]+@[^\\s@][^\\s@.]*\\.[^\\s@]+$",
    expected: "an e-mail address like sam.patel@acme.example",
  });
export const username = () =>
  text({ max: 64, pattern: "^\\S+$", expected: "1 to 64 characters without spaces" });
export const reason = () => text({ max: 500, expected: "text of 1 to 500 characters" });
export const search = () => Type.String({ maxLength: 200, format: "text" });

/** For a route that works without a body as with an empty one. */
export async function defaultToEmptyBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {};
}

/** A path's id in its one spelling; what has no id's form names nothing, like an id nobody has. */
export const pathId = (text: string): string => parseId(text) ?? text;

export function numberReference(part: string): { id: string } | { line: string } {
  const parsed = parseId(part);
  return parsed === undefined ? { line: part } : { id: parsed };
}

/** The version in `If-Match`; undefined when any will do. */
export function expectedVersion(request: FastifyRequest): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined || header === "*") return undefined;
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined)
    throw validationFailed({
      in: "header",
      name: "If-Match",
      rule: "format",
      detail: 'If-Match must be one ETag that this record was shown with, like "3"',
    });
  return Number(version);
}

export function setETag(reply: FastifyReply, record: { readonly version: number }): void {
  reply.header("etag", `"${record.version}"`);
}
