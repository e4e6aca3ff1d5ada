import type { TokenUserSettings } from "../mounting/token-claims.ts";
import { IdentityProvider, type ProviderRegistration } from "./identity-provider.ts";

/** A provider with the rule by which its users are found. */
export interface SignInProvider {
  readonly provider: IdentityProvider;
  readonly user: Exclude<TokenUserSettings, { field: "id" }>;
}

/** The provider of the settings; undefined without one. */
export const toSignInProvider = (
  registration: ProviderRegistration | undefined,
  user: TokenUserSettings | undefined,
  now: () => number,
): SignInProvider | undefined =>
  registration === undefined || user === undefined || user.field === "id"
    ? undefined
    : { provider: new IdentityProvider(registration, now), user };
