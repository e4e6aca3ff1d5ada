import { type Quota, windowSeconds } from "../../http/admission/rate-limit.ts";

/** https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10 */
export const rateHeaders = (quotas: readonly Quota[]): Readonly<Record<string, string>> => ({
  "ratelimit-policy": quotas.map(({ of, limit }) => `"${of}";q=${limit};w=${windowSeconds}`).join(", "),
  ratelimit: quotas
    .map(({ of, remaining, resetSeconds }) => `"${of}";r=${remaining};t=${resetSeconds}`)
    .join(", "),
});
