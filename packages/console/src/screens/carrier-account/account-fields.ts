import type { CarrierAccount, CarrierProvider, Params } from "@whoseline/sdk";
import { credentialNames } from "../../data/carrier-credentials.ts";
import type { Text } from "../../i18n/use-text.ts";

/** What a form has of an account, by the name of the field; a check is "true" or "". */
export type AccountValues = Readonly<Record<string, string>>;

export interface AccountField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** A text when absent. */
  readonly kind?: "number" | "check" | readonly (readonly [value: string, text: string])[];
}

/** The policies of an account in the order of a call. */
export const policyFields = (t: Text): readonly AccountField[] => [
  {
    name: "ringMode",
    label: t("The endpoints ring"),
    kind: [
      ["sequential", t("One after the other")],
      ["simultaneous", t("All at once")],
    ],
  },
  { name: "ringSeconds", label: t("Seconds of ringing"), kind: "number" },
  {
    name: "callerId",
    label: t("The endpoint sees"),
    kind: [
      ["caller", t("The caller's number")],
      ["calledNumber", t("The called number")],
    ],
  },
  {
    name: "action",
    label: t("When nobody answers"),
    kind: [
      ["announce", t("Announcement")],
      ["voicemail", t("Voicemail")],
      ["forward", t("Forward")],
      ["reject", t("Reject")],
    ],
  },
  { name: "forwardTo", label: t("Forward to"), hint: t("A number like +14165550199, with Forward only.") },
  { name: "language", label: t("Language of the announcements") },
  { name: "text", label: t("Announcement"), hint: t("Empty: a general text.") },
  { name: "recordsCalls", label: t("Record answered calls"), kind: "check" },
  { name: "forwardsMessages", label: t("Forward text messages to the holder's phone"), kind: "check" },
  { name: "forwardedMessagesPerHour", label: t("Forwarded messages an hour, at most"), kind: "number" },
  { name: "keepsCalls", label: t("Keep a call log"), kind: "check" },
  { name: "callRetentionDays", label: t("Days in the call log"), kind: "number" },
  {
    name: "dialOutCountries",
    label: t("Countries that clients can call"),
    hint: t("Besides that of their number, like CA, GB."),
  },
  { name: "syncHours", label: t("Hours between comparisons of the inventory"), hint: t("Empty: never.") },
];

export function generalFields(t: Text, provider: CarrierProvider): readonly AccountField[] {
  const { required, identifiers } = credentialNames[provider];
  return [
    { name: "name", label: t("Name") },
    { name: "publicUrl", label: t("Public URL") },
    ...[...required, ...identifiers].map((name) => ({ name: `${prefix}${name}`, label: name })),
  ];
}

const prefix = "identifiers.";

export function valuesOf(account: CarrierAccount): AccountValues {
  const { unanswered, language, dialOutCountries, identifiers, ...plain } = account;
  const text = (value: unknown): string => (value === false || value == null ? "" : String(value));
  return {
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, text(value)])),
    ...Object.fromEntries(Object.entries(identifiers).map(([name, value]) => [prefix + name, value])),
    language,
    action: unanswered.action,
    forwardTo: text(unanswered.forwardTo),
    text: text(unanswered.texts[language]),
    dialOutCountries: dialOutCountries.join(", "),
  };
}

type Changes = Omit<Params<"updateCarrierAccount">, "organization" | "carrierAccount">;

/** What to send so that an account gets the values that differ. */
export function changesOf(account: CarrierAccount, before: AccountValues, after: AccountValues): Changes {
  const changed = Object.keys(after).filter((name) => (after[name] ?? "") !== (before[name] ?? ""));
  const has = (...names: readonly string[]) => names.some((name) => changed.includes(name));
  const identifiers = changed.filter((name) => name.startsWith(prefix));
  return {
    ...Object.fromEntries(
      changed.flatMap((name) => (name in parsers ? [[name, parsers[name]?.(after[name] ?? "")]] : [])),
    ),
    ...(identifiers.length > 0 && {
      identifiers: Object.fromEntries(
        identifiers.map((name) => [name.slice(prefix.length), after[name] || null]),
      ),
    }),
    ...(has("action", "forwardTo", "text", "language") && { unanswered: unansweredOf(account, after) }),
  };
}

function unansweredOf(
  { unanswered }: CarrierAccount,
  { action, forwardTo, text, language = "" }: AccountValues,
) {
  const { [language]: _, ...others } = unanswered.texts;
  return {
    action: action as CarrierAccount["unanswered"]["action"],
    forwardTo: (action === "forward" && forwardTo) || null,
    texts: text ? { ...others, [language]: text } : others,
  };
}

const same = (text: string) => text;
const isSet = (text: string) => text !== "";
/** Null is refused with the field's name, where the field must have a number. */
const numberOrNull = (text: string) => (text === "" ? null : Number(text));

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  name: same,
  publicUrl: same,
  ringMode: same,
  callerId: same,
  language: same,
  ringSeconds: numberOrNull,
  forwardedMessagesPerHour: numberOrNull,
  callRetentionDays: numberOrNull,
  syncHours: numberOrNull,
  recordsCalls: isSet,
  forwardsMessages: isSet,
  keepsCalls: isSet,
  dialOutCountries: (text) =>
    text
      .toUpperCase()
      .split(/[\s,]+/)
      .filter(Boolean),
};
