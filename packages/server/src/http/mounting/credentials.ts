import { hash } from "node:crypto";
import { errors, type JWTPayload, type JWTVerifyResult, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { isOfPlatform, type Principal } from "../../core/auth/access.ts";
import type { StaleOptions } from "../../core/auth/authentication.ts";
import type { SignInOptions, TokenClaims } from "../../core/auth/tokens.ts";
import type { Installation } from "../../core/installation.ts";
import { CoreError } from "../../core/kernel/core-error.ts";
import { credentialExpired, invalidCredential, platformTokenRejected } from "../../core/kernel/errors.ts";
import { HttpError, jwksUnavailable } from "../errors.ts";
import { KeySet } from "./key-set.ts";
import { type TokenUserSettings, toTokenClaims } from "./token-claims.ts";
import { requirePurpose } from "./token-purpose.ts";

/** Resolves the caller of a credential, which is an API key or a JWT. */
export interface Authentication {
  /** Throws if the credential is invalid. */
  authenticate(credential: string, options: SignInOptions): Promise<Principal>;
  /** Resolves from the cache, also while the database is unavailable; returns undefined if a lookup is necessary. */
  authenticateFromCache(credential: string): Principal | undefined;
  /** Prepares to resolve the credential from the cache, any number of times. */
  prepareSignIn(credential: string): CachedSignIn;
  /** For how long `authenticateFromCache` knows the credential, if nothing changes it, in milliseconds. */
  usableForMs(credential: string): number;
}

/**
 * Resolves the caller from the cache; returns undefined if a lookup is necessary. Throws if the credential is invalid.
 * Does not hold the credential.
 */
export type CachedSignIn = (options: StaleOptions) => Principal | undefined;

export interface TokenSettings {
  /** HS256 secret of at least 32 bytes. */
  readonly secret?: string | undefined;
  readonly jwksUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** In seconds. Default: 24 hours with a JWKS, else no maximum. With a maximum, `exp` is required. */
  readonly maxLifetimeSeconds?: number | undefined;
  /** Whether superadmins and routers can sign in with a JWT. Default: false. */
  readonly allowsPlatform?: boolean | undefined;
  readonly user?: TokenUserSettings | undefined;
}

const defaultMaxLifetimeSeconds = 24 * 60 * 60;
/** How long a verified token is trusted without another look at the key. */
const verifiedMs = 5 * 60_000;
/** The same with keys that should have been fetched again, but cannot be. */
const verifiedByStaleKeysMs = 30_000;

/** Without a secret and a JWKS URL all JWTs are rejected; API keys always work. */
export function createAuthentication(
  installation: Installation,
  settings: TokenSettings,
  now: () => number,
  logger: Logger,
): Authentication {
  const tokens = new VerifiedTokens(settings, now, logger);
  const prepareSignIn = (credential: string): CachedSignIn => {
    if (!isToken(credential)) return installation.prepareKeySignIn(credential);
    const cacheKey = cacheKeyOf(credential);
    return (options) => {
      const claims = tokens.getFromCache(cacheKey);
      const principal = claims && installation.principalOfTokenFromCache(claims, options);
      return principal && requireAllowed(principal);
    };
  };
  const requireAllowed = (principal: Principal): Principal => {
    if (isOfPlatform(principal.role) && !settings.allowsPlatform) throw platformTokenRejected();
    return principal;
  };
  return {
    async authenticate(credential, options) {
      if (!isToken(credential)) return installation.authenticateKey(credential, options);
      const claims = tokens.getFromCache(cacheKeyOf(credential)) ?? (await tokens.verify(credential));
      return requireAllowed(await installation.principalOfToken(claims, options));
    },
    prepareSignIn,
    authenticateFromCache: (credential) => prepareSignIn(credential)({ serveStale: true }),
    usableForMs(credential) {
      if (!isToken(credential)) return installation.keyUsableForMs(credential);
      const claims = tokens.getFromCache(cacheKeyOf(credential));
      return claims === undefined ? 0 : installation.tokenUsableForMs(claims);
    },
  };
}

/** Three base64url parts of which the first is a JSON object. No API key matches. */
const isToken = (credential: string): boolean => /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/.test(credential);

interface Verified {
  readonly claims: TokenClaims;
  /** In milliseconds; infinite for a token without expiry. */
  readonly expiresAt: number;
  /** When the key must be looked up again, in milliseconds. */
  readonly trustedUntil: number;
  /** The version of the keys. */
  readonly version: number;
}

/**
 * Verifies a token and caches the result under the token's hash for at most five minutes, or until the keys change. A token
 * only identifies the user; status, role and organization are looked up at every request.
 */
class VerifiedTokens {
  readonly #verify: (token: string) => Promise<JWTPayload>;
  readonly #read: (payload: JWTPayload) => Pick<Verified, "claims" | "expiresAt">;
  readonly #now: () => number;
  readonly #keys: KeySet | undefined;
  readonly #cache = new LRUCache<string, Verified>({ max: 10_000 });

  constructor(settings: TokenSettings, now: () => number, logger: Logger) {
    this.#keys = settings.jwksUrl === undefined ? undefined : new KeySet(settings.jwksUrl, now, logger);
    this.#verify = createVerify(settings, this.#keys, now);
    this.#read = (payload) => ({
      claims: toTokenClaims(payload, settings.user ?? { field: "id" }),
      expiresAt: payload.exp === undefined ? Number.POSITIVE_INFINITY : payload.exp * 1000,
    });
    this.#now = now;
  }

  /** Returns the claims of a token that was verified in the last five minutes. Throws if the token has expired. */
  getFromCache(cacheKey: string): TokenClaims | undefined {
    const verified = this.#cache.get(cacheKey);
    const isUsable = verified?.version === this.#version && this.#now() < verified.trustedUntil;
    return isUsable ? this.#claimsOf(verified) : undefined;
  }

  async verify(token: string): Promise<TokenClaims> {
    const version = this.#version;
    const payload = await this.#verify(token);
    const verified = { ...this.#read(payload), trustedUntil: this.#trustedUntil(), version };
    this.#cache.set(cacheKeyOf(token), verified);
    return this.#claimsOf(verified);
  }

  #trustedUntil(): number {
    const at = this.#now();
    const freshUntil = this.#keys?.freshUntil ?? at + verifiedMs;
    return freshUntil > at ? freshUntil : at + verifiedByStaleKeysMs;
  }

  get #version(): number {
    return this.#keys?.version ?? 0;
  }

  #claimsOf({ claims, expiresAt }: Verified): TokenClaims {
    if (expiresAt <= this.#now()) throw credentialExpired();
    return claims;
  }
}

const cacheKeyOf = (token: string): string => hash("sha256", token, "base64");

/** The algorithm is fixed by the kind of key, so that a public key is never used as an HS256 secret. */
function createVerify(settings: TokenSettings, keys: KeySet | undefined, now: () => number) {
  const claims = {
    ...(settings.issuer !== undefined && { issuer: settings.issuer }),
    ...(settings.audience !== undefined && { audience: settings.audience }),
  };
  const secret = settings.secret === undefined ? undefined : new TextEncoder().encode(settings.secret);
  const maxLifetimeSeconds = settings.maxLifetimeSeconds ?? (keys && defaultMaxLifetimeSeconds);
  const verify = async (token: string): Promise<JWTVerifyResult> => {
    const options = { ...claims, currentDate: new Date(now()) };
    if (secret) return jwtVerify(token, secret, { ...options, algorithms: ["HS256"] });
    if (keys) {
      const algorithms = ["RS256", "ES256", "EdDSA"];
      return jwtVerify(token, keys.getKey, { ...options, algorithms });
    }
    throw invalidCredential();
  };
  return async (token: string): Promise<JWTPayload> => {
    const { payload, protectedHeader } = await verify(token).catch((error) => {
      throw toCredentialError(error);
    });
    requirePurpose(protectedHeader, payload, {
      hasAudience: settings.audience !== undefined,
      acceptsIdTokens: settings.user?.field === "email",
      at: now(),
    });
    if (maxLifetimeSeconds !== undefined) requireLifetime(payload, maxLifetimeSeconds, now());
    return payload;
  };
}

/** Throws unless the token expires, within the maximum from its `iat` and from now. `at` is in milliseconds. */
function requireLifetime({ exp, iat }: JWTPayload, maxSeconds: number, at: number): void {
  const begin = Math.min(iat ?? Number.POSITIVE_INFINITY, at / 1000);
  if (exp === undefined || exp - begin > maxSeconds) throw invalidCredential();
}

/** Errors of the token itself. All others concern the keys and are not the caller's fault. */
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
  if (error instanceof HttpError || error instanceof CoreError) return error;
  if (error instanceof errors.JWTExpired) return credentialExpired();
  return invalidTokenErrors.some((fault) => error instanceof fault)
    ? invalidCredential()
    : jwksUnavailable(error);
}
