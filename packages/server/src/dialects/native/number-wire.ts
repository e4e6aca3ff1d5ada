import { kindOfLine } from "../../core/numbers/line.ts";
import { component, id, instant, nullable, oneOf, Type, toIso } from "../../http/mounting/schema.ts";
import { lineKinds, type NumberWithState, type PhoneNumber } from "../../model.ts";
import { numberState, provider, serial, toIsoOrNull } from "./wire.ts";

export const reservationSchema = Type.Object(
  {
    userId: nullable(id()),
    email: nullable(Type.String()),
    until: instant(),
  },
  component("Reservation", "Who a number is reserved for: a user, or the e-mail address of a future user."),
);
export const lineDescription =
  "The number as it is dialled: E.164, or a sender line of the provider; or a short code or sender id.";
export const lineKind = (options: object = {}) =>
  oneOf(lineKinds, {
    ...component(
      "LineKind",
      "`senderLine` is a line of IPPanel. Several organizations can have the same `shortCode` or `alphanumeric` sender id: no caller's lookup finds them, and nobody receives on a sender id.",
    ),
    ...options,
  });
export const countryDescription = "The country of a short code, in ISO 3166-1 alpha-2.";
const storedNumberFields = {
  id: id(),
  serial: serial(),
  provider: provider(),
  line: Type.String({ description: lineDescription }),
  country: nullable(Type.String(), { description: `${countryDescription} Null for other lines.` }),
  alias: nullable(Type.String()),
  coolingUntil: nullable(instant(), { description: "The end of the last cooling period." }),
  reservedFor: nullable(reservationSchema),
  carrierMissingAt: nullable(instant(), {
    description:
      "When a comparison found that the carrier does not have the number any more: no call reaches it. Null while the carrier has it, or when nothing was compared.",
  }),
  addedAt: instant(),
  releasedAt: nullable(instant()),
};
/**
 * What events show of a number. Its state depends on other records, and its kind follows from its line, so that no event
 * has them.
 */
export const storedNumberSchema = Type.Object(
  storedNumberFields,
  component(
    "StoredPhoneNumber",
    "A phone number without its state, which depends on its assignments, and its kind.",
  ),
);
const toStoredNumber = (it: PhoneNumber) => ({
  id: it.id,
  serial: it.serial,
  provider: it.provider,
  line: it.line,
  country: it.country ?? null,
  alias: it.alias,
  coolingUntil: it.releasedAt === null ? toIsoOrNull(it.coolingUntil) : null,
  reservedFor: it.reservation && { ...it.reservation, until: toIso(it.reservation.until) },
  carrierMissingAt: toIsoOrNull(it.carrierMissingAt ?? null),
  addedAt: toIso(it.addedAt),
  releasedAt: toIsoOrNull(it.releasedAt),
});

export const numberFields = { ...storedNumberFields, kind: lineKind(), state: numberState() };
export const numberSchema = Type.Object(
  numberFields,
  component("PhoneNumber", "One line at one provider, in one organization's inventory."),
);
export const toNumber = (it: NumberWithState) => ({
  ...toStoredNumber(it),
  kind: kindOfLine(it.line),
  state: it.state,
});
