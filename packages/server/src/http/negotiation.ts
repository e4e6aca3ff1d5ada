import Negotiator from "negotiator";

/**
 * The preferred media type of an `Accept` header (RFC 9110, section 12.5.1), from `types`: the first of them when the
 * header is absent or accepts none.
 */
export function preferredType<const T extends string>(
  accept: string | undefined,
  types: readonly [T, ...T[]],
): T {
  return (new Negotiator({ headers: { accept } }).mediaType([...types]) as T | undefined) ?? types[0];
}

/**
 * The preferred language of an `Accept-Language` header (RFC 9110, section 12.5.4), from `languages`: the first of
 * them when the header is absent, accepts none, or accepts all equally.
 */
export function preferredLanguage<const T extends string>(
  acceptLanguage: string | undefined,
  languages: readonly [T, ...T[]],
): T {
  const negotiator = new Negotiator({ headers: { "accept-language": acceptLanguage } });
  return (negotiator.language([...languages]) as T | undefined) ?? languages[0];
}
