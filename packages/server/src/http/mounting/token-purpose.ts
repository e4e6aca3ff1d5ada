import type { JWTHeaderParameters, JWTPayload } from "jose";
import { invalidCredential } from "../../core/kernel/errors.ts";

/** The media types of access tokens (RFC 7519, section 5.1; RFC 9068, section 2.1), in lower case. */
const accessTypes: ReadonlySet<unknown> = new Set(["jwt", "application/jwt", "at+jwt", "application/at+jwt"]);

/** How identity providers mark access tokens: Keycloak's `typ`, Cognito's `token_use`, `token_type`. */
const accessUses: ReadonlySet<unknown> = new Set(["access", "access_token", "bearer", "jwt", "at+jwt"]);
const useClaims = ["typ", "token_use", "token_type"] as const;

/** Claims that only tokens of another purpose have: ID tokens (OpenID Connect) and security events, such as a logout. */
const foreignClaims = ["at_hash", "c_hash", "events"] as const;

/** How far the clock of an issuer may be ahead, in seconds. */
const clockSkewSeconds = 60;

/**
 * Throws unless the token is an access token for this server. `hasAudience` is whether `aud` was checked; `at` is in
 * milliseconds.
 */
export function requirePurpose(
  { typ }: JWTHeaderParameters,
  payload: JWTPayload,
  { hasAudience, at }: { readonly hasAudience: boolean; readonly at: number },
): void {
  const isForAnother = payload.aud !== undefined && !hasAudience;
  const isOtherType = typ !== undefined && !accessTypes.has(lowerCase(typ));
  const hasOtherUse = useClaims.some(
    (name) => payload[name] !== undefined && !accessUses.has(lowerCase(payload[name])),
  );
  const hasForeignClaim = foreignClaims.some((name) => payload[name] !== undefined);
  const isFromFuture = payload.iat !== undefined && payload.iat > at / 1000 + clockSkewSeconds;
  if (isForAnother || isOtherType || hasOtherUse || hasForeignClaim || isFromFuture)
    throw invalidCredential();
}

const lowerCase = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : value);
