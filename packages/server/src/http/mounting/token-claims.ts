import type { JWTPayload } from "jose";
import type { ClaimedIdentity } from "../../core/auth/identities.ts";
import type { TokenClaims } from "../../core/auth/tokens.ts";
import { invalidCredential } from "../../core/kernel/errors.ts";
import { parseId } from "../../core/kernel/ids.ts";
import type { OrganizationId, UserId } from "../../model.ts";

/** By which field of a user a token names them. */
export type TokenUserSettings =
  | { readonly field: "id" }
  | {
      readonly field: "externalId" | "email";
      /** The organization of all tokens, or the name of the claim with its id. */
      readonly organization: { readonly id: string } | { readonly claim: string };
    };

/** Throws when the token names nobody, or two users. */
export function toTokenClaims(payload: JWTPayload, settings: TokenUserSettings): TokenClaims {
  const { iat: issuedAt, iss, exp } = payload;
  const details = { issuer: iss ?? null, expiresAt: exp === undefined ? null : exp * 1000 };
  return settings.field === "id"
    ? { userId: userIdOf(payload), issuedAt, details }
    : { identity: identityOf(payload, settings), issuedAt, details };
}

/** Reads `sub`, or `userId` as in Tether's tokens. Throws when the two name different users. */
function userIdOf({ sub, userId }: JWTPayload): UserId {
  const named = [sub, userId].filter((name) => name !== undefined).map(toUserId);
  const [id] = named;
  if (id === undefined || named.some((name) => name !== id)) throw invalidCredential();
  return id;
}

const toUserId = (name: unknown): UserId | undefined =>
  typeof name === "string" ? parseId<UserId>(name) : undefined;

type IdentitySettings = Exclude<TokenUserSettings, { field: "id" }>;

function identityOf(payload: JWTPayload, settings: IdentitySettings): ClaimedIdentity {
  const { iss: issuer, sub: externalId, userId } = payload;
  const organizationId = organizationOf(payload, settings.organization);
  if (!isName(issuer) || !isName(externalId) || organizationId === undefined) throw invalidCredential();
  return {
    organizationId,
    issuer,
    externalId,
    claim: settings.field === "email" ? verifiedEmail(payload) : { externalId },
    mayBe: (id) => userId === undefined || userId === externalId || toUserId(userId) === id,
  };
}

/** OpenID Connect Core 1.0, section 2, limits `sub` to 255 characters. PostgreSQL stores no NUL. */
const isName = (text: unknown): text is string =>
  typeof text === "string" && text.length >= 1 && text.length <= 1000 && !text.includes("\0");

function organizationOf(
  payload: JWTPayload,
  organization: IdentitySettings["organization"],
): OrganizationId | undefined {
  const id = "id" in organization ? organization.id : ownClaim(payload, organization.claim);
  const parsed = typeof id === "string" ? parseId<OrganizationId>(id) : undefined;
  // The internal organization of the platform's users.
  return parsed === undefined || /^0+$/.test(parsed) ? undefined : parsed;
}

const ownClaim = (payload: JWTPayload, name: string): unknown =>
  Object.hasOwn(payload, name) ? payload[name] : undefined;

const verifiedEmail = ({ email, email_verified }: JWTPayload): { email: string } | undefined =>
  isName(email) && email_verified === true ? { email } : undefined;
