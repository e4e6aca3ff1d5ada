import { type CarrierAccount, type Provider, providers } from "../../model.ts";

/**
 * The provider of the numbers whose calls an account carries. An account of jambonz names it in the identifier
 * `numbersProvider`, because its numbers come from another carrier over a trunk.
 */
export function numbersProviderOf({
  provider,
  identifiers,
}: Pick<CarrierAccount, "provider" | "identifiers">): Provider {
  if (provider !== "jambonz") return provider;
  return providers.find((it) => it === identifiers.numbersProvider) ?? "other";
}
