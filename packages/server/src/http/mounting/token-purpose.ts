import type { JWTHeaderParameters, JWTPayload } from "jose";
import { invalidCredential } from "../../core/kernel/errors.ts";

/** The media types of access tokens (RFC 7519, section 5.1; RFC 9068, section 2.1), in lower case. */
const accessTypes: ReadonlySet<unknown> = new Set(["jwt", "application/jwt", "at+jwt", "application/at+jwt"]);

/** How identity providers mark access tokens: Keycloak's `typ`, Cognito's `token_use`, `token_type`. */
const accessUses: ReadonlySet<unknown> = new Set(["access", "access_token", "bearer", "jwt", "at+jwt"]);
/** The same of ID tokens, which alone have the e-mail address at many providers. */
const idUses: ReadonlySet<unknown> = new Set(["id", "id_token"]);
const useClaims = ["typ", "token_use", "token_type"] as const;

/** Claims that only ID tokens have. */
const idClaims = ["at_hash", "c_hash"] as const;

/** How far the clock of an issuer may be ahead, in seconds. */
const clockSkewSeconds = 60;

interface PurposeOptions {
  /** Whether `aud` was checked. */
  readonly hasAudience: boolean;
  readonly acceptsIdTokens: boolean;
  /** In milliseconds. */
  readonly at: number;
}

/** Throws unless the token is an access token, or where they are accepted an ID token, for this server. */
export function requirePurpose(
  { typ }: JWTHeaderParameters,
  payload: JWTPayload,
  { hasAudience, acceptsIdTokens, at }: PurposeOptions,
): void {
  const isForAnother = payload.aud !== undefined && !hasAudience;
  const isOtherType = typ !== undefined && !accessTypes.has(lowerCase(typ));
  const isUse = (use: unknown) => accessUses.has(use) || (acceptsIdTokens && idUses.has(use));
  const hasOtherUse = useClaims.some(
    (name) => payload[name] !== undefined && !isUse(lowerCase(payload[name])),
  );
  const isIdToken = idClaims.some((name) => payload[name] !== undefined) && !acceptsIdTokens;
  // Only security events have them (RFC 8417), such as a logout.
  const isEvent = payload.events !== undefined;
  const isFromFuture = payload.iat !== undefined && payload.iat > at / 1000 + clockSkewSeconds;
  if (isForAnother || isOtherType || hasOtherUse || isIdToken || isEvent || isFromFuture)
    throw invalidCredential();
}

const lowerCase = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
