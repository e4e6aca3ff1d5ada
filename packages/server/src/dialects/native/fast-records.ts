import type { CachedRecord } from "../../core/kernel/record-cache.ts";
import { getNumberFromCache } from "../../core/numbers/read-numbers.ts";
import { getOrganizationFromCache } from "../../core/organizations/organizations.ts";
import { getUserFromCache } from "../../core/users/read-users.ts";
import type { FastRecordRoute } from "../../http/mounting/dialect.ts";
import { type Representation, toRepresentation } from "../../http/mounting/fast-response.ts";
import { toNumberDetails } from "./holders.ts";
import { digestETag, versionETag } from "./input.ts";
import { numberRoute } from "./numbers.ts";
import { organizationRoute } from "./organizations.ts";
import { userRoute } from "./users.ts";
import { toOrganization, toUser } from "./wire.ts";

/** The reads of one record, from the cache. */
export const fastRecordRoutes: readonly FastRecordRoute[] = [
  {
    ...organizationRoute,
    answer: (context) => rendition(getOrganizationFromCache(context), toOrganization, versionETag),
  },
  {
    ...userRoute,
    answer: (context, reference) => rendition(getUserFromCache(context, reference), toUser, versionETag),
  },
  {
    ...numberRoute,
    answer: (context, reference) =>
      rendition(getNumberFromCache(context, reference), toNumberDetails, digestETag),
  },
];

type Rendition = Representation & { readonly etag: string };

/** The response for a cached record, made once and kept with it. */
function rendition<Value extends object>(
  cached: CachedRecord<Value> | undefined,
  toWire: (value: Value) => object,
  etagOf: (value: Value, text: string) => string,
): Rendition | undefined {
  if (cached === undefined || cached.rendition !== undefined)
    return cached?.rendition as Rendition | undefined;
  const representation = toRepresentation(toWire(cached.value));
  const made = { ...representation, etag: etagOf(cached.value, representation.text) };
  cached.rendition = made;
  return made;
}
