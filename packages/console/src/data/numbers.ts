import { queryOptions } from "@tanstack/react-query";
import type { NumberState, PhoneNumberDetails, Provider } from "@whoseline/sdk";
import { gridPageSize, type PagedList } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export interface NumberFilters {
  readonly q?: string | undefined;
  readonly state?: NumberState | undefined;
  readonly provider?: Provider | undefined;
  readonly user?: string | undefined;
  readonly label?: string | undefined;
}

export const numberList = (organization: string, filters: NumberFilters): PagedList<PhoneNumberDetails> => ({
  queryKey: [...organizationKey(organization), "numbers", filters],
  read: (cursor, signal) =>
    client.numbers.list({ organization, ...filters, cursor, limit: gridPageSize }, { signal }),
});

/** A number with the version to change. */
export interface VersionedNumber {
  readonly number: PhoneNumberDetails;
  readonly etag: string | undefined;
}

export const numberQuery = (organization: string, number: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "number", number],
    queryFn: async ({ signal }): Promise<VersionedNumber> => {
      const { data, etag } = await client.numbers.get({ organization, number }, { signal }).withResponse();
      return { number: data, etag };
    },
  });

export const providers: readonly Provider[] = [
  "twilio",
  "sinch",
  "textgrid",
  "telnyx",
  "ippanel",
  "bandwidth",
  "vonage",
  "plivo",
  "other",
];

export const providerNames: Readonly<Record<Provider, string>> = {
  twilio: "Twilio",
  sinch: "Sinch",
  textgrid: "TextGrid",
  telnyx: "Telnyx",
  ippanel: "IPPanel",
  bandwidth: "Bandwidth",
  vonage: "Vonage",
  plivo: "Plivo",
  other: "Other",
};
