import type { Provider } from "../../../model.ts";

/** Other systems whose lists of numbers can be imported as they are. */
export const presetNames = ["twilio", "telnyx", "teams", "freepbx", "tether", "ippanel"] as const;
export type Preset = (typeof presetNames)[number];

export interface PresetSource {
  /** The columns by the system's own names; the names that are not here are ignored. */
  readonly names: Readonly<Record<string, string>>;
  /** The provider of every number, where the list is of one. */
  readonly provider?: Provider;
  /** The member of a JSON document that has the list. */
  readonly items?: string;
  /** Where the next page of a JSON document is, if the document is not the last page. */
  readonly hasNext?: (document: Readonly<Record<string, unknown>>) => boolean;
}

export const presetSources: Readonly<Record<Preset, PresetSource>> = {
  // `IncomingPhoneNumbers.csv` and `.json` have the properties of the resource, in no fixed order:
  // https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
  twilio: {
    names: { PhoneNumber: "line", FriendlyName: "alias" },
    provider: "twilio",
    items: "incoming_phone_numbers",
    hasNext: ({ next_page_uri: next }) => typeof next === "string",
  },
  // https://developers.telnyx.com/api/numbers/list-phone-numbers; the exported file has the names of the properties.
  telnyx: {
    names: { phone_number: "line", customer_reference: "alias" },
    provider: "telnyx",
    items: "data",
    hasNext: ({ meta }) => isBefore(meta, "page_number", "total_pages"),
  },
  // The files of scripts around `Set-CsPhoneNumberAssignment`, and with the names of `Get-CsOnlineUser`:
  // https://docs.microsoft.com/microsoftteams/direct-routing-enable-users
  teams: {
    names: {
      ...{ UPN: "holder", UserPrincipalName: "holder" },
      ...{ TelephoneNumber: "line", PhoneNumber: "line", LineURI: "line" },
    },
    provider: "other",
  },
  // Bulk Handler writes the columns of the table `incoming`, in which `extension` is the number that was called:
  // https://sangomakb.atlassian.net/wiki/spaces/PG/pages/41812083
  freepbx: { names: { extension: "line", DID: "line", description: "alias" }, provider: "other" },
  // https://docs.tetherai.ca, schema OrgPhoneNumberAssignmentsResponse
  tether: {
    names: {
      ...{ provider: "provider", phoneNumber: "line", userEmail: "holder" },
      ...{ isDefault: "isDefault", isInboundEnabled: "isInboundEnabled", label: "label" },
    },
    items: "assignments",
    hasNext: ({ nextCursor }) => typeof nextCursor === "string",
  },
  // The answer of `GET /v1/api/number/numbers`, which the dialect of this server has too.
  ippanel: {
    names: { number: "line", alias: "alias" },
    provider: "ippanel",
    items: "data",
    hasNext: ({ meta }) => isBefore(meta, "current_page", "last_page"),
  },
};

function isBefore(meta: unknown, page: string, last: string): boolean {
  const { [page]: current, [last]: total } = (meta ?? {}) as Readonly<Record<string, unknown>>;
  return typeof current === "number" && typeof total === "number" && current < total;
}
