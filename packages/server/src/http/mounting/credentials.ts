import { hash } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Principal } from "../../core/auth/access.ts";
import type { StaleOptions } from "../../core/auth/authentication.ts";
import type { Installation } from "../../core/installation.ts";
import { credentialExpired, invalidCredential } from "../../core/kernel/errors.ts";
import { parseId } from "../../core/kernel/ids.ts";
import type { Id } from "../../model.ts";
import { jwksUnavailable } from "../errors.ts";

/** Finds the caller behind a credential, an API key or a JWT. Both throw a core error when there is none. */
export interface Authentication {
  authenticate(credential: string, patience?: StaleOptions): Promise<Principal>;
  /** The same from memory, also while the database is away; undefined where something must be asked first. */
  authenticateFromCache(credential: string): Principal | undefined;
}

export interface TokenSettings {
  /** For HS256; at least 32 bytes. */
  readonly secret?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** With neither secret nor JWKS every JWT is refused; API keys always work. */
export function createAuthentication(
  installation: Installation,
  settings: TokenSettings,
  now: () => number,
): Authentication {
  const tokens = new VerifiedTokens(settings, now);
  return {
    async authenticate(credential, patience) {
      return isToken(credential)
        ? installation.principalOfUser(
            tokens.getFromCache(credential) ?? (await tokens.verify(credential)),
            patience,
          )
        : installation.authenticateKey(credential, patience);
    },
    authenticateFromCache(credential) {
      if (!isToken(credential)) return installation.authenticateKeyFromCache(credential);
      const userId = tokens.getFromCache(credential);
      return userId === undefined ? undefined : installation.principalOfUserFromCache(userId);
    },
  };
}

/** Three base64url parts, the first an object's: an API key never looks so. */
const isToken = (credential: string): boolean => /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(credential);

interface Verified {
  readonly userId: Id;
  /** In milliseconds; infinite where the token has no end. */
  readonly expiresAt: number;
}

/**
 * A token is verified once and then remembered under the hash of the whole of it. It says who, and nothing
 * else: whether he is still there, and what he may, is looked up at every request.
 */
class VerifiedTokens {
  readonly #verify: (token: string) => Promise<JWTPayload>;
  readonly #now: () => number;
  readonly #cache = new LRUCache<string, Verified>({ max: 10_000 });

  constructor(settings: TokenSettings, now: () => number) {
    this.#verify = createVerify(settings, now);
    this.#now = now;
  }

  /** The user whom a token names that was verified before; throws once it is over. */
  getFromCache(token: string): Id | undefined {
    const verified = this.#cache.get(nameOf(token));
    return verified && this.#userOf(verified);
  }

  async verify(token: string): Promise<Id> {
    const verified = toVerified(await this.#verify(token));
    this.#cache.set(nameOf(token), verified);
    return this.#userOf(verified);
  }

  #userOf({ userId, expiresAt }: Verified): Id {
    if (expiresAt <= this.#now()) throw credentialExpired();
    return userId;
  }
}

const nameOf = (token: string): string => hash("sha256", token, "base64");

/** The algorithm is pinned to the kind of key: a public key can never be taken for a secret. */
function createVerify(settings: TokenSettings, now: () => number) {
  const claims = {
    ...(settings.issuer !== undefined && { issuer: settings.issuer }),
    ...(settings.audience !== undefined && { audience: settings.audience }),
  };
  const secret = settings.secret === undefined ? undefined : new TextEncoder().encode(settings.secret);
  const keys =
    settings.jwksUrl === undefined
      ? undefined
      : createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: 5000, cooldownDuration: 30_000 });
  return async (token: string): Promise<JWTPayload> => {
    const options = { ...claims, currentDate: new Date(now()) };
    try {
      if (secret) return (await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })).payload;
      if (keys)
        return (await jwtVerify(token, keys, { ...options, algorithms: ["RS256", "ES256", "EdDSA"] }))
          .payload;
    } catch (error) {
      throw toCredentialError(error);
    }
    throw invalidCredential();
  };
}

/** What can be wrong with a token. Whatever else is thrown is about the keys, and no fault of the caller. */
const invalidTokenErrors = [
  errors.JWSInvalid,
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function toCredentialError(error: unknown) {
  if (error instanceof errors.JWTExpired) return credentialExpired();
  return invalidTokenErrors.some((fault) => error instanceof fault)
    ? invalidCredential()
    : jwksUnavailable(error);
}

/** `sub`, or `userId` as Tether's tokens have it. */
function toVerified(payload: JWTPayload): Verified {
  const subject = payload.sub ?? payload.userId;
  const userId = typeof subject === "string" ? parseId(subject) : undefined;
  if (userId === undefined) throw invalidCredential();
  return { userId, expiresAt: payload.exp === undefined ? Number.POSITIVE_INFINITY : payload.exp * 1000 };
}

/** The value after `Bearer `; undefined when the header is missing, empty or of another scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +(.*)/i.exec(authorization ?? "")?.[1]?.trimEnd() || undefined;
}
