import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { jwtAudience, jwtIssuer, jwtSecret } from "./app.ts";

const hour = 3600;
/** `testStart` in seconds. */
const start = Date.UTC(2026, 2, 3, 14) / 1000;

type Claims = Readonly<Record<string, unknown>>;

const claimsOf = (userId: string, claims: Claims): JWTPayload => ({
  sub: userId,
  iss: jwtIssuer,
  aud: jwtAudience,
  iat: start,
  exp: start + hour,
  ...claims,
});

/** A JWT for the user, valid for an hour of the app's clock. `claims` override the defaults; undefined removes a claim. */
export function signToken(
  userId: string,
  claims: Claims = {},
  { secret = jwtSecret, alg = "HS256", header = {} }: { secret?: string; alg?: string; header?: object } = {},
): Promise<string> {
  return new SignJWT(claimsOf(userId, claims))
    .setProtectedHeader({ alg, typ: "JWT", ...header })
    .sign(new TextEncoder().encode(secret));
}

export const expiredToken = (userId: string): Promise<string> =>
  signToken(userId, { iat: start - 2 * hour, exp: start - hour });

export const foreignAudienceToken = (userId: string): Promise<string> =>
  signToken(userId, { aud: "another-service" });

/** `alg: none`: valid claims without a signature. */
export const unsignedToken = (userId: string): string => new UnsecuredJWT(claimsOf(userId, {})).encode();
