import { instant, nullable, oneOf, optional, Type, toIso, wholeNumber } from "../../http/mounting/schema.ts";
import type { Group, Page, User, UserStatus } from "../../model.ts";

const telnyxStatuses = ["enabled", "disabled", "blocked"] as const;
type TelnyxStatus = (typeof telnyxStatuses)[number];

export const errorSchema = Type.Object({
  errors: Type.Array(
    Type.Object({
      code: Type.String(),
      title: Type.String(),
      detail: Type.String(),
      source: optional(Type.Object({ pointer: Type.String() })),
      meta: optional(Type.Object({ url: Type.String() })),
    }),
  ),
});

/** https://developers.telnyx.com, schema OrganizationUser. `groups` is there only when it was asked for. */
export const userSchema = Type.Object({
  id: Type.String(),
  record_type: oneOf(["organization_owner", "organization_sub_user"]),
  email: Type.String(),
  user_status: oneOf(telnyxStatuses),
  organization_user_bypasses_sso: Type.Boolean(),
  created_at: instant(),
  last_sign_in_at: nullable(instant()),
  groups: optional(Type.Array(Type.Object({ id: Type.String(), name: Type.String() }))),
});

export type Groups = ReadonlyMap<string, readonly Group[]>;

/** Without `groups` the key is left out, as Telnyx does unless it is asked to include them. */
export function toUser(user: User, groups?: Groups) {
  return {
    id: user.id,
    record_type: user.isOwner ? ("organization_owner" as const) : ("organization_sub_user" as const),
    email: user.email,
    user_status: toStatus(user.status),
    // Whoseline has no portal to sign in to, so nobody bypasses SSO and nobody has signed in.
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
  include_groups: optional(Type.Boolean({ default: false, "x-expected": "true or false" })),
};
export const retrieveQuery = Type.Object(includeGroups);
export const listQuery = Type.Object({
  "page[number]": optional(wholeNumber(1, 1_000_000_000, { default: 1 })),
  "page[size]": optional(wholeNumber(1, 250, { default: 250 })),
  "filter[user_status]": optional(oneOf(telnyxStatuses)),
  "filter[email]": optional(
    Type.String({ maxLength: 254, format: "text", description: "Part of an address, in any case." }),
  ),
  ...includeGroups,
});

export const listSchema = Type.Object({
  data: Type.Array(userSchema),
  meta: Type.Object({
    total_pages: Type.Integer(),
    total_results: Type.Integer(),
    page_number: Type.Integer(),
    page_size: Type.Integer(),
  }),
});

export function toMeta({ total = 0 }: Page<User>, page: { number: number; size: number }) {
  return {
    total_pages: Math.ceil(total / page.size),
    total_results: total,
    page_number: page.number,
    page_size: page.size,
  };
}
