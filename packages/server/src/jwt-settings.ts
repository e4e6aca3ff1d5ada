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
}

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
  WHOSELINE_JWT_PLATFORM_ROLES: { schema: Type.String({ pattern: "^(on|off)$" }), expected: "on or off" },
};

type Get = (name: keyof typeof jwtSettings) => string | undefined;

export function toJwtSettings(get: Get): JwtSettings {
  const maxLifetime = get("WHOSELINE_JWT_MAX_LIFETIME");
  return Object.freeze({
    secret: get("WHOSELINE_JWT_SECRET"),
    jwksUrl: get("WHOSELINE_JWKS_URL"),
    issuer: get("WHOSELINE_JWT_ISSUER"),
    audience: get("WHOSELINE_JWT_AUDIENCE"),
    maxLifetimeSeconds: maxLifetime === undefined ? undefined : Number(maxLifetime),
    allowsPlatform: get("WHOSELINE_JWT_PLATFORM_ROLES") === "on",
  });
}

/** A JWKS may sign tokens for other applications too, so issuer and audience must identify those for this one. */
export function jwtProblems(get: Get): string[] {
  if (get("WHOSELINE_JWKS_URL") === undefined) return [];
  if (get("WHOSELINE_JWT_SECRET") !== undefined)
    return ["WHOSELINE_JWKS_URL and WHOSELINE_JWT_SECRET are mutually exclusive. Unset one of them."];
  return (["WHOSELINE_JWT_ISSUER", "WHOSELINE_JWT_AUDIENCE"] as const)
    .filter((name) => get(name) === undefined)
    .map((name) => `${name} is required with WHOSELINE_JWKS_URL.`);
}
