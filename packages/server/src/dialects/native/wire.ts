import type { CursorPage } from "../../core/kernel/cursor.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  type TSchema,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import {
  type Assignment,
  type AssignmentDetails,
  type Group,
  numberStates,
  type Organization,
  organizationRoles,
  organizationStatuses,
  platformRoles,
  providers,
  type User,
  userKinds,
  userStatuses,
} from "../../model.ts";

// The records of responses: a schema and a mapper each.

export const toIsoOrNull = (at: number | null): string | null => (at === null ? null : toIso(at));

export const serial = () =>
  Type.Integer({ description: "A positive integer that names the record in IPPanel's API." });

export const organizationStatus = (options: object = {}) =>
  oneOf(organizationStatuses, {
    ...component(
      "OrganizationStatus",
      "The credentials of a suspended organization are rejected. A deleted one stays deleted, and only its history remains.",
    ),
    ...options,
  });
export const coolingDaysDescription =
  "Days between two inbound holders of a number, in which only the former holder can receive on it.";
export const organizationSchema = Type.Object(
  {
    id: id(),
    serial: serial(),
    slug: Type.String({
      description:
        "The name in paths: unique over all organizations, and changeable. A deleted organization shows the slug that it had, which is free.",
    }),
    name: Type.String(),
    status: organizationStatus(),
    coolingDays: Type.Integer({ description: coolingDaysDescription }),
    createdAt: instant(),
    deletedAt: optional(instant({ description: "Only of a deleted organization." })),
  },
  component("Organization", "A tenant. Every user, group, API key and number belongs to one."),
);
export const toOrganization = (it: Organization) => ({
  id: it.id,
  serial: it.serial,
  slug: it.slug,
  name: it.name,
  status: it.status,
  coolingDays: it.coolingDays,
  createdAt: toIso(it.createdAt),
  ...(it.deletedAt !== undefined && { deletedAt: toIso(it.deletedAt) }),
});

export const role = (options: object = {}) =>
  oneOf(organizationRoles, {
    ...component(
      "Role",
      "An `admin` manages the organization; a `member` reads their own records; an `auditor` reads everything that an admin reads, and changes nothing.",
    ),
    ...options,
  });
const userRole = oneOf(
  [...organizationRoles, ...platformRoles],
  component(
    "UserRole",
    "A role of the organization; `superadmin` and `router` only in events about users of the platform.",
  ),
);
export const userKind = (options: object = {}) =>
  oneOf(userKinds, {
    ...component(
      "UserKind",
      "A `service` user is a program with API keys: it has no e-mail address and no endpoints, holds no number and is not in the vendors' APIs.",
    ),
    ...options,
  });
export const userStatus = (options: object = {}) =>
  oneOf(userStatuses, {
    ...component(
      "UserStatus",
      "`disabled` by an admin, `blocked` by a superadmin, `removed` by an offboarding.",
    ),
    ...options,
  });
export const endpointsDescription =
  "Where the user is reached, in order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`.";
export const userSchema = Type.Object(
  {
    id: id(),
    serial: serial(),
    kind: userKind(),
    name: Type.String(),
    email: nullable(Type.String(), { description: "Null for a service user." }),
    username: nullable(Type.String()),
    role: userRole,
    isOwner: Type.Boolean({
      description:
        "The owner cannot be removed or made a member, and only a superadmin can disable or block them.",
    }),
    status: userStatus(),
    externalId: nullable(Type.String(), { description: "The user's name in another system." }),
    endpoints: Type.Array(Type.String(), { description: endpointsDescription }),
    signedOutAt: nullable(instant(), { description: "JWTs of this second and before are rejected." }),
    createdAt: instant(),
  },
  component("User", "A person or a service of an organization."),
);
export const toUser = (it: User) => ({
  id: it.id,
  serial: it.serial,
  kind: it.kind,
  name: it.name,
  email: it.email,
  username: it.username,
  role: it.role,
  isOwner: it.isOwner,
  status: it.status,
  externalId: it.externalId ?? null,
  endpoints: it.endpoints,
  signedOutAt: toIsoOrNull(it.signedOutAt ?? null),
  createdAt: toIso(it.createdAt),
});

export const groupSchema = Type.Object(
  { id: id(), serial: serial(), name: Type.String(), createdAt: instant() },
  component("Group", "A named set of users."),
);
export const toGroup = (it: Group) => ({
  id: it.id,
  serial: it.serial,
  name: it.name,
  createdAt: toIso(it.createdAt),
});

export const provider = (options: object = {}) =>
  oneOf(providers, { ...component("Provider", "The carrier of a number."), ...options });
export const numberState = (options: object = {}) =>
  oneOf(numberStates, {
    ...component("NumberState", "`cooling`: unassigned, and reserved for the former inbound holder."),
    ...options,
  });
export const assignmentFlagFields = {
  isDefault: Type.Boolean({ description: "Whether the user calls from this number on this provider." }),
  isInboundEnabled: Type.Boolean({
    description: "Whether the user receives the number's calls and messages.",
  }),
  isOutboundEnabled: Type.Boolean({ description: "Whether the user can call and send from the number." }),
  label: nullable(Type.String()),
};
export const assignmentFields = {
  id: id(),
  numberId: id(),
  userId: id(),
  provider: provider(),
  ...assignmentFlagFields,
  assignedAt: instant(),
  unassignedAt: nullable(instant(), { description: "Null while the assignment is open." }),
};
export const assignmentSchema = Type.Object(
  assignmentFields,
  component("Assignment", "A user holds a number from `assignedAt` until `unassignedAt`."),
);
export const toAssignmentFlags = (it: Pick<Assignment, keyof typeof assignmentFlagFields>) => ({
  isDefault: it.isDefault,
  isInboundEnabled: it.isInboundEnabled,
  isOutboundEnabled: it.isOutboundEnabled,
  label: it.label,
});
export const toAssignment = (it: Assignment) => ({
  id: it.id,
  numberId: it.numberId,
  userId: it.userId,
  provider: it.provider,
  ...toAssignmentFlags(it),
  assignedAt: toIso(it.assignedAt),
  unassignedAt: toIsoOrNull(it.unassignedAt),
});

export const assignmentDetailsSchema = Type.Object(
  { ...assignmentFields, line: Type.String(), userName: Type.String(), userEmail: Type.String() },
  component("AssignmentDetails", "An assignment with the line of its number and the name of its user."),
);
export const toAssignmentDetails = (it: AssignmentDetails) => ({
  ...toAssignment(it),
  line: it.line,
  userName: it.userName,
  userEmail: it.userEmail,
});

export const nextCursorDescription = "The `cursor` of the next page; null on the last page.";

/** The schema of a page of a list. Documents list it under the name. */
export const pageSchema = <T extends TSchema>(name: string, item: T) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: nullable(Type.String(), { description: nextCursorDescription }),
    },
    component(name),
  );

export function toList<Item, Wire>({ items, nextCursor }: CursorPage<Item>, toWire: (item: Item) => Wire) {
  return { items: items.map(toWire), nextCursor };
}
