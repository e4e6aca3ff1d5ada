import { lineFormat } from "../../core/numbers/line.ts";
import {
  boundedInteger,
  component,
  flag,
  id,
  oneOf,
  optional,
  Type,
  text,
} from "../../http/mounting/schema.ts";
import type { AssignmentDetails, OrganizationId, UserId } from "../../model.ts";

/** Tether's voice providers. Numbers at other providers are not visible in this dialect. */
export const tetherProviders = ["twilio", "sinch", "textgrid"] as const;
const provider = (options: object = {}) =>
  oneOf(tetherProviders, { ...component("Provider", "A voice provider."), ...options });

export const errorSchema = Type.Object(
  {
    error: Type.String({ description: "The same title for every error of one cause." }),
    details: Type.String({ description: "What is wrong, in a sentence." }),
  },
  component("OrganizationErrorResponse"),
);

/** https://docs.tetherai.ca, schema OrgPhoneNumberAssignment. `label` is absent when there is none. */
export const assignmentSchema = Type.Object(
  {
    userId: Type.String(),
    userName: Type.String(),
    userEmail: Type.String(),
    provider: provider(),
    phoneNumber: Type.String(),
    isDefault: Type.Boolean(),
    isInboundEnabled: Type.Boolean(),
    label: optional(Type.String()),
  },
  component("OrgPhoneNumberAssignment", "A user holds a phone number on a provider."),
);

export function toAssignment(it: AssignmentDetails) {
  return {
    userId: it.userId,
    userName: it.userName,
    userEmail: it.userEmail,
    provider: it.provider,
    phoneNumber: it.line,
    isDefault: it.isDefault,
    isInboundEnabled: it.isInboundEnabled,
    label: it.label ?? undefined,
  };
}

export const listSchema = Type.Object(
  {
    assignments: Type.Array(assignmentSchema),
    nextCursor: optional(Type.String({ description: "An extension: the `cursor` of the next page." })),
  },
  component("OrgPhoneNumberAssignmentsResponse"),
);

export const mutationSchema = Type.Object(
  { success: Type.Literal(true), message: Type.String() },
  component("OrgPhoneNumberMutationResponse"),
);
export const done = (message: string) => ({ success: true as const, message });

const organizationId = id<OrganizationId>({
  "x-parameter": "OrganizationId",
  description: "The id of the organization.",
});
export const organizationParams = { organizationId };
export const slotParams = {
  organizationId,
  targetUserId: id<UserId>({ "x-parameter": "TargetUserId", description: "The id of the user." }),
  provider: provider({ "x-parameter": "ProviderName", description: "The provider." }),
};

/** Extensions that filter the list and divide it into pages. */
export const listQuery = Type.Object({
  provider: optional(provider({ description: "An extension: only this provider." })),
  userId: optional(id<UserId>({ description: "An extension: only this user." })),
  limit: optional(
    boundedInteger(1, 10_000, {
      description: "An extension: the page size. Without it the list is complete.",
    }),
  ),
  cursor: optional(
    Type.String({ maxLength: 2000, description: "An extension: the `nextCursor` of the previous page." }),
  ),
});

/** https://docs.tetherai.ca, schema OrgAssignPhoneNumberRequest. Unknown fields are ignored. */
export const assignBody = Type.Object(
  {
    targetUserId: id<UserId>(),
    provider: provider(),
    phoneNumber: Type.String({ pattern: "^\\+[1-9][0-9]{6,14}$", "x-expected": lineFormat("twilio") }),
    isDefault: optional(flag({ description: "`true` by default." })),
    isInboundEnabled: optional(flag({ description: "`true` by default." })),
    label: optional(
      text({ min: 0, max: 200, description: "Omitted: keeps the stored label. Empty: clears it." }),
    ),
    transfer: optional(
      flag({
        description: "An extension: moves inbound from its current holder, in the same transaction.",
      }),
    ),
  },
  {
    additionalProperties: true,
    "x-expected": "a JSON object",
    ...component("OrgAssignPhoneNumberRequest"),
  },
);
