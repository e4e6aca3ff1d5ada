import { queryOptions } from "@tanstack/react-query";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

/** How long an offboarding can be undone after it was applied, in milliseconds. */
export const offboardingUndoMs = 30 * 86_400_000;

export const offboardingQuery = (organization: string, offboarding: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "offboarding", offboarding],
    queryFn: ({ signal }) => client.offboardings.get({ organization, offboarding }, { signal }),
  });

export const offboardingsQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "offboardings"],
    queryFn: ({ signal }) =>
      client.offboardings.list({ organization, limit: 200 }, { signal }).toArray({ max: 1000 }),
  });
