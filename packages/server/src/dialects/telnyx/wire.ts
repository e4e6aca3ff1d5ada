import {
  boundedInteger,
  component,
  flag,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import type { Group, Page, User, UserStatus } from "../../model.ts";

const telnyxStatuses = ["enabled", "disabled", "blocked"] as const;
type TelnyxStatus = (typeof telnyxStatuses)[number];
const userStatus = (options: object = {}) =>
  oneOf(telnyxStatuses, { ...component("UserStatus", "Removed users are `disabled`."), ...options });

export const errorSchema = Type.Object(
  {
    errors: Type.Array(
      Type.Object({
        code: Type.String(),
        title: Type.String(),
        detail: Type.String(),
        source: optional(Type.Object({ pointer: Type.String() })),
        meta: optional(Type.Object({ url: Type.String() })),
      }),
    ),
  },
  component("ErrorResponse"),
);

/** https://developers.telnyx.com, schema OrganizationUser. `groups` is present only on request. */
export const userSchema = Type.Object(
  {
    id: Type.String(),
    record_type: oneOf(["organization_owner", "organization_sub_user"]),
    email: Type.String(),
    user_status: userStatus(),
    organization_user_bypasses_sso: Type.Boolean(),
    created_at: instant(),
    last_sign_in_at: nullable(instant()),
    groups: optional(
      Type.Array(Type.Object({ id: Type.String(), name: Type.String() }, component("UserGroupReference"))),
    ),
  },
  component("OrganizationUser"),
);
export const userResponseSchema = Type.Object({ data: userSchema }, component("OrganizationUserResponse"));
export const reportSchema = Type.Object(
  { data: Type.Array(userSchema) },
  component("OrganizationUsersGroupsReport"),
);

export type Groups = ReadonlyMap<string, readonly Group[]>;

/** Without `groups` the key is absent, as in Telnyx's responses without `include_groups`. */
export function toUser(user: User, groups?: Groups) {
  return {
    id: user.id,
    record_type: user.isOwner ? ("organization_owner" as const) : ("organization_sub_user" as const),
    // A service user, who has none, is not in this API.
    email: user.email ?? "",
    user_status: toStatus(user.status),
    // Whoseline has no portal: no user bypasses SSO, and no user has signed in.
    organization_user_bypasses_sso: false,
    created_at: toIso(user.createdAt),
    last_sign_in_at: null,
    ...(groups && { groups: (groups.get(user.id) ?? []).map(({ id, name }) => ({ id, name })) }),
  };
}

const statuses = {
  active: "enabled",
  disabled: "disabled",
  blocked: "blocked",
  removed: "disabled",
} as const;
const toStatus = (status: UserStatus): TelnyxStatus => statuses[status];

export const fromStatus = (status: TelnyxStatus): UserStatus => (status === "enabled" ? "active" : status);

const includeGroups = {
  include_groups: optional(flag({ default: false, description: "Adds the groups of each user." })),
};
export const retrieveQuery = Type.Object(includeGroups);
export const listQuery = Type.Object({
  "page[number]": optional(
    boundedInteger(1, 1_000_000_000, { default: 1, description: "The page, from 1." }),
  ),
  "page[size]": optional(boundedInteger(1, 250, { default: 250, description: "The page size." })),
  "filter[user_status]": optional(userStatus({ description: "Only users with this status." })),
  "filter[email]": optional(
    Type.String({
      maxLength: 254,
      format: "text",
      // At most one way to match, like the pattern of a complete address.
      pattern: "^[^\\s@]*(@[^\\s@]*)?$",
      "x-expected": "a part of an e-mail address, of at most 254 characters",
      description: "A part of the e-mail address, in any case.",
    }),
  ),
  ...includeGroups,
});

export const listSchema = Type.Object(
  {
    data: Type.Array(userSchema),
    meta: Type.Object({
      total_pages: Type.Integer(),
      total_results: Type.Integer(),
      page_number: Type.Integer(),
      page_size: Type.Integer(),
    }),
  },
  component("OrganizationUserList"),
);

export function toMeta({ total = 0 }: Page<User>, page: { number: number; size: number }) {
  return {
    total_pages: Math.ceil(total / page.size),
    total_results: total,
    page_number: page.number,
    page_size: page.size,
  };
}
