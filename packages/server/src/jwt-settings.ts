import { Type } from "typebox";

/** How JWTs are verified, and which user they name. */
export interface JwtSettings {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly maxLifetimeSeconds: number | undefined;
  /** Whether superadmins and routers can sign in with a JWT. */
  readonly allowsPlatform: boolean;
  /** By which field tokens name a user, and in which organization. */
  readonly user: TokenUser;
}

type TokenUser =
  | { readonly field: "id" }
  | {
      readonly field: "externalId" | "email";
      readonly organization: { readonly id: string } | { readonly claim: string };
    };

/** Plain HTTP is accepted for this host only: keys and traces must not cross a network unprotected. */
export const secureUrl = {
  schema: Type.String({
    pattern: "^(https://[^\\s/?#]+|http://(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d{1,5})?)(/\\S*)?$",
  }),
  expected: "an https URL, or an http URL of this host such as http://127.0.0.1:8080/path",
};
const text = { schema: Type.String({ minLength: 1, maxLength: 1000 }), expected: "1 to 1000 characters" };

export const jwtSettings = {
  WHOSELINE_JWT_SECRET: {
    schema: Type.String({ minLength: 32, maxLength: 1000 }),
    expected: "at least 32 characters, as HS256 requires (RFC 7518, section 3.2)",
  },
  WHOSELINE_JWKS_URL: secureUrl,
  WHOSELINE_JWT_ISSUER: text,
  WHOSELINE_JWT_AUDIENCE: text,
  WHOSELINE_JWT_MAX_LIFETIME: {
    schema: Type.String({ pattern: "^[1-9][0-9]{0,8}$" }),
    expected: "a number of seconds, such as 3600",
  },
  WHOSELINE_JWT_USER_FIELD: {
    schema: Type.String({ pattern: "^(id|externalId|email)$" }),
    expected: "id, externalId or email",
  },
  WHOSELINE_JWT_ORGANIZATION: {
    schema: Type.String({ pattern: "^(?!0{24}$)[0-9a-fA-F]{24}$" }),
    expected: "the id of an organization",
  },
  WHOSELINE_JWT_ORGANIZATION_CLAIM: text,
  WHOSELINE_JWT_PLATFORM_ROLES: { schema: Type.String({ pattern: "^(on|off)$" }), expected: "on or off" },
};

/** Which other settings exist changes which of these are required. */
type Get = (name: keyof typeof jwtSettings | "WHOSELINE_OIDC_ISSUER") => string | undefined;

export function toJwtSettings(get: Get): JwtSettings {
  const maxLifetime = get("WHOSELINE_JWT_MAX_LIFETIME");
  return Object.freeze({
    secret: get("WHOSELINE_JWT_SECRET"),
    jwksUrl: get("WHOSELINE_JWKS_URL"),
    issuer: get("WHOSELINE_JWT_ISSUER"),
    audience: get("WHOSELINE_JWT_AUDIENCE"),
    maxLifetimeSeconds: maxLifetime === undefined ? undefined : Number(maxLifetime),
    allowsPlatform: get("WHOSELINE_JWT_PLATFORM_ROLES") === "on",
    user: toTokenUser(get),
  });
}

function toTokenUser(get: Get): TokenUser {
  const field = get("WHOSELINE_JWT_USER_FIELD");
  const [id, claim] = [get("WHOSELINE_JWT_ORGANIZATION"), get("WHOSELINE_JWT_ORGANIZATION_CLAIM")];
  if (field !== "externalId" && field !== "email") return { field: "id" };
  return { field, organization: id === undefined ? { claim: claim ?? "" } : { id: id.toLowerCase() } };
}

/** The sentences about settings that do not fit together. */
export const jwtProblems = (get: Get): string[] => [...jwksProblems(get), ...userFieldProblems(get)];

const organizationNames = ["WHOSELINE_JWT_ORGANIZATION", "WHOSELINE_JWT_ORGANIZATION_CLAIM"] as const;

function userFieldProblems(get: Get): string[] {
  const field = get("WHOSELINE_JWT_USER_FIELD") ?? "id";
  const given = organizationNames.filter((name) => get(name) !== undefined);
  if (field === "id")
    return given.map((name) => `${name} requires WHOSELINE_JWT_USER_FIELD to be externalId or email.`);
  const problems = [];
  if (given.length !== 1)
    problems.push(
      `WHOSELINE_JWT_USER_FIELD=${field} requires either WHOSELINE_JWT_ORGANIZATION or WHOSELINE_JWT_ORGANIZATION_CLAIM.`,
    );
  const verifiesTokens = get("WHOSELINE_JWKS_URL") !== undefined || get("WHOSELINE_JWT_SECRET") !== undefined;
  // The issuer of ID tokens is that of the identity provider.
  const needsIssuer = verifiesTokens || get("WHOSELINE_OIDC_ISSUER") === undefined;
  if (needsIssuer && get("WHOSELINE_JWT_ISSUER") === undefined)
    problems.push(`WHOSELINE_JWT_ISSUER is required with WHOSELINE_JWT_USER_FIELD=${field}.`);
  if (get("WHOSELINE_JWT_PLATFORM_ROLES") === "on")
    problems.push("WHOSELINE_JWT_PLATFORM_ROLES requires WHOSELINE_JWT_USER_FIELD to be id.");
  return problems;
}

/** A JWKS may sign tokens for other applications too, so issuer and audience must identify those for this one. */
function jwksProblems(get: Get): string[] {
  if (get("WHOSELINE_JWKS_URL") === undefined) return [];
  if (get("WHOSELINE_JWT_SECRET") !== undefined)
    return ["WHOSELINE_JWKS_URL and WHOSELINE_JWT_SECRET are mutually exclusive. Unset one of them."];
  return (["WHOSELINE_JWT_ISSUER", "WHOSELINE_JWT_AUDIENCE"] as const)
    .filter((name) => get(name) === undefined)
    .map((name) => `${name} is required with WHOSELINE_JWKS_URL.`);
}
