import type { CreatedApiKey } from "../../core/api-keys/key-changes.ts";
import type { RotatedApiKey } from "../../core/api-keys/rotate-key.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import { type ApiKey, type ApiKeyWithUse, apiKeyScopes } from "../../model.ts";
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
const apiKeyFields = {
  id: id(),
  serial: serial(),
  userId: id(),
  name: Type.String(),
  publicId: Type.String({ description: "The part of the key that logs may show." }),
  createdBy: nullable(id(), {
    description: "The user who created the key; null for a key of an earlier release.",
  }),
  scopes: apiKeyScopesInput({
    description: "What the key permits of what its user may do; empty for everything.",
  }),
  createdAt: instant(),
  expiresAt: nullable(instant()),
  revokedAt: nullable(instant()),
};
export const apiKeySchema = Type.Object(
  apiKeyFields,
  component("ApiKey", "A credential with the permissions of its user, without its secret."),
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

export const listedApiKeySchema = Type.Object(
  {
    ...apiKeyFields,
    lastUsedAt: nullable(instant(), {
      description: "When the key was last used, at most a minute stale; null if that was never recorded.",
    }),
  },
  component("ListedApiKey", "An API key with its last use."),
);
export const toListedApiKey = ({ lastUsedAt, ...it }: ApiKeyWithUse) => ({
  ...toApiKey(it),
  lastUsedAt: toIsoOrNull(lastUsedAt),
});

const createdApiKeyFields = {
  ...apiKeyFields,
  key: optional(
    Type.String({
      description: "The secret. Neither a list nor the replay of a repeated request contains it.",
    }),
  ),
};
export const createdApiKeySchema = Type.Object(
  createdApiKeyFields,
  component("CreatedApiKey", "A new API key with its secret."),
);
export const toCreatedApiKey = ({ key, ...it }: CreatedApiKey) => ({
  ...toApiKey(it),
  ...(key !== undefined && { key }),
});

export const rotatedApiKeySchema = Type.Object(
  { ...createdApiKeyFields, replaced: apiKeySchema },
  component("RotatedApiKey", "A new API key with its secret, and the old key with its new expiry."),
);
export const toRotatedApiKey = ({ replaced, ...it }: RotatedApiKey) => ({
  ...toCreatedApiKey(it),
  replaced: toApiKey(replaced),
});
