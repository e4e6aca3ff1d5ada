import type { CreatedApiKey } from "../../core/api-keys/key-changes.ts";
import type { RotatedApiKey } from "../../core/api-keys/rotate-key.ts";
import { slugPattern } from "../../core/organizations/slug.ts";
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
import { type ApiKey, type ApiKeyWithUse, apiKeyScopes, type SuperadminKeyScope } from "../../model.ts";
import { serial, toIsoOrNull } from "./wire.ts";

export const apiKeyScopesInput = (
  options: { readonly description?: string; readonly maxItems?: number } = {},
) =>
  Type.Array(
    oneOf(
      apiKeyScopes,
      component(
        "ApiKeyScope",
        "`readOnly` permits reads only; `dialect:…` permits one API only: `native` is this one.",
      ),
    ),
    options,
  );
export const superadminKeyScopesInput = (
  options: { readonly description?: string; readonly maxItems?: number } = {},
) =>
  Type.Array(
    Type.Unsafe<SuperadminKeyScope>({
      type: "string",
      pattern: `^(?:${[...apiKeyScopes, "inventory"].join("|")}|organization:(?:[0-9a-fA-F]{24}|${slugPattern}))$`,
      "x-expected": `one of ${apiKeyScopes.join(", ")}, inventory, or organization: with an id or a slug after it`,
      ...component(
        "SuperadminKeyScope",
        "Like `ApiKeyScope`; or `inventory`, which permits adding and reading numbers only; or `organization:…` with the id or the slug of an organization, to which the key is limited, or to one of several.",
      ),
    }),
    options,
  );

const keyFields = (scopesInput: typeof apiKeyScopesInput | typeof superadminKeyScopesInput) => ({
  id: id(),
  serial: serial(),
  userId: id(),
  name: Type.String(),
  publicId: Type.String({ description: "The part of the key that logs may show." }),
  createdBy: nullable(id(), {
    description: "The user who created the key; null for a key of an earlier release.",
  }),
  scopes: scopesInput({
    description: "What the key permits of what its user may do; empty for everything.",
  }),
  createdAt: instant(),
  expiresAt: nullable(instant()),
  revokedAt: nullable(instant()),
});
const keySchema = (name: string, fields: ReturnType<typeof keyFields>, description: string) =>
  Type.Object(fields, component(name, description));
const listedKeySchema = (name: string, fields: ReturnType<typeof keyFields>, description: string) =>
  Type.Object(
    {
      ...fields,
      lastUsedAt: nullable(instant(), {
        description: "When the key was last used, at most a minute stale; null if that was never recorded.",
      }),
    },
    component(name, description),
  );
const createdFields = (fields: ReturnType<typeof keyFields>) => ({
  ...fields,
  key: optional(
    Type.String({
      description: "The secret. Neither a list nor the replay of a repeated request contains it.",
    }),
  ),
});
const createdKeySchema = (name: string, fields: ReturnType<typeof keyFields>, description: string) =>
  Type.Object(createdFields(fields), component(name, description));
const rotatedKeySchema = (
  name: string,
  fields: ReturnType<typeof keyFields>,
  replaced: TSchema,
  description: string,
) => Type.Object({ ...createdFields(fields), replaced }, component(name, description));

const apiKeyFields = keyFields(apiKeyScopesInput);
export const apiKeySchema = keySchema(
  "ApiKey",
  apiKeyFields,
  "A credential with the permissions of its user, without its secret.",
);
export const listedApiKeySchema = listedKeySchema(
  "ListedApiKey",
  apiKeyFields,
  "An API key with its last use.",
);
export const createdApiKeySchema = createdKeySchema(
  "CreatedApiKey",
  apiKeyFields,
  "A new API key with its secret.",
);
export const rotatedApiKeySchema = rotatedKeySchema(
  "RotatedApiKey",
  apiKeyFields,
  apiKeySchema,
  "A new API key with its secret, and the old key with its new expiry.",
);

const superadminKeyFields = keyFields(superadminKeyScopesInput);
export const superadminKeySchema = keySchema(
  "SuperadminKey",
  superadminKeyFields,
  "A credential of the superadmin, within its scopes, without its secret.",
);
export const listedSuperadminKeySchema = listedKeySchema(
  "ListedSuperadminKey",
  superadminKeyFields,
  "A superadmin key with its last use.",
);
export const createdSuperadminKeySchema = createdKeySchema(
  "CreatedSuperadminKey",
  superadminKeyFields,
  "A new superadmin key with its secret.",
);
export const rotatedSuperadminKeySchema = rotatedKeySchema(
  "RotatedSuperadminKey",
  superadminKeyFields,
  superadminKeySchema,
  "A new superadmin key with its secret, and the old key with its new expiry.",
);

export const toApiKey = (it: ApiKey) => ({
  id: it.id,
  serial: it.serial,
  userId: it.userId,
  name: it.name,
  publicId: it.publicId,
  // Stored outcomes of requests to earlier releases lack both.
  createdBy: it.createdBy ?? null,
  scopes: it.scopes ?? [],
  createdAt: toIso(it.createdAt),
  expiresAt: toIsoOrNull(it.expiresAt),
  revokedAt: toIsoOrNull(it.revokedAt),
});

export const toListedApiKey = ({ lastUsedAt, ...it }: ApiKeyWithUse) => ({
  ...toApiKey(it),
  lastUsedAt: toIsoOrNull(lastUsedAt),
});

export const toCreatedApiKey = ({ key, ...it }: CreatedApiKey) => ({
  ...toApiKey(it),
  ...(key !== undefined && { key }),
});

export const toRotatedApiKey = ({ replaced, ...it }: RotatedApiKey) => ({
  ...toCreatedApiKey(it),
  replaced: toApiKey(replaced),
});
