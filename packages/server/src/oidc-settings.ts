import { Type } from "typebox";
import { Value } from "typebox/value";
import { secureUrl } from "./jwt-settings.ts";

/** The identity provider with which people sign in to the console. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const text = { schema: Type.String({ minLength: 1, maxLength: 1000 }), expected: "1 to 1000 characters" };

export const oidcSettings = {
  WHOSELINE_OIDC_ISSUER: secureUrl,
  WHOSELINE_OIDC_CLIENT_ID: text,
  WHOSELINE_OIDC_CLIENT_SECRET: text,
};
const names = ["WHOSELINE_OIDC_ISSUER", "WHOSELINE_OIDC_CLIENT_ID", "WHOSELINE_OIDC_CLIENT_SECRET"] as const;

type Get = (
  name: keyof typeof oidcSettings | "WHOSELINE_PUBLIC_URL" | "WHOSELINE_JWT_USER_FIELD",
) => string | undefined;

/** Undefined when no provider is configured. */
export function toOidcSettings(get: Get): OidcSettings | undefined {
  const [issuer, clientId, clientSecret] = names.map((name) => get(name));
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return Object.freeze({ issuer, clientId, clientSecret });
}

/** The sentences about settings that do not fit together. */
export function oidcProblems(get: Get): string[] {
  const missing = names.filter((name) => get(name) === undefined);
  if (missing.length === names.length) return [];
  const problems = missing.map(
    (name) => `${name} is required: the settings WHOSELINE_OIDC_… belong together.`,
  );
  if (!Value.Check(secureUrl.schema, get("WHOSELINE_PUBLIC_URL")))
    problems.push(
      `WHOSELINE_OIDC_ISSUER requires WHOSELINE_PUBLIC_URL, to which the provider returns, to be ${secureUrl.expected}.`,
    );
  if ((get("WHOSELINE_JWT_USER_FIELD") ?? "id") === "id")
    problems.push(
      "WHOSELINE_OIDC_ISSUER requires WHOSELINE_JWT_USER_FIELD to be externalId or email, and the setting of the organization.",
    );
  return problems;
}
