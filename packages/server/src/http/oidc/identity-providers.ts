import type { TokenUserSettings } from "../mounting/token-claims.ts";
import { IdentityProvider, type ProviderRegistration } from "./identity-provider.ts";
import type { SignInProvider } from "./sign-in-routes.ts";

/** Finds the provider of the settings under "". */
export function createFindProvider(
  registration: ProviderRegistration | undefined,
  user: TokenUserSettings | undefined,
  now: () => number,
): (organization: string) => Promise<SignInProvider | undefined> {
  const configured =
    registration === undefined || user === undefined || user.field === "id"
      ? undefined
      : { provider: new IdentityProvider(registration, now), user };
  return async (organization) => (organization === "" ? configured : undefined);
}
