import type { FastifyInstance } from "fastify";
import { type AddedNumber, addNumber } from "../../core/inventory/add-number.ts";
import type { InventoryNumber } from "../../core/inventory/inventory-number.ts";
import { lineWarnings } from "../../core/numbers/line-warnings.ts";
import { component, flag, nullable, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { displacedSchema, toDisplaced } from "./assign-result.ts";
import { acceptFormerNames } from "./former-names.ts";
import { numberDetailsSchema, toNumberDetails } from "./holders.ts";
import { name, setETag, strict, userReference, userReferenceInput } from "./input.ts";
import { country, requireNewLine } from "./new-line.ts";
import { lineDescription, lineKind } from "./number-wire.ts";
import { organization } from "./path-params.ts";
import { created, route, versioned } from "./route.ts";
import { provider } from "./wire.ts";

const holderInput = strict(
  {
    user: userReferenceInput(),
    isDefault: optional(flag({ description: "The number replaces the user's default on this provider." })),
    isInboundEnabled: optional(flag({ description: "`true` by default, except for a sender id." })),
    isOutboundEnabled: optional(flag({ description: "`true` by default." })),
    label: optional(nullable(name())),
  },
  component("NewHolder", "The first holder of a new number."),
);
export const newNumberBody = strict(
  {
    provider: provider(),
    line: Type.String({ description: lineDescription, "x-expected": "a line like +14165550102" }),
    kind: optional(
      lineKind({
        description: "By default the line is E.164, or one of IPPanel's sender lines for IPPanel.",
      }),
    ),
    country: optional(country),
    alias: optional(nullable(name())),
    holder: optional(holderInput),
  },
  component("NewPhoneNumber"),
);

const addedNumberSchema = Type.Object(
  {
    ...numberDetailsSchema.properties,
    displaced: Type.Array(displacedSchema, {
      description: "What the first holder's assignment took from other assignments.",
    }),
    warnings: Type.Array(Type.String(), {
      description: "What looks wrong with the line. The number was added nevertheless.",
    }),
  },
  component("AddedPhoneNumber", "A number that was added, with advice."),
);

export const toInventoryNumber = ({ holder, ...number }: Static<typeof newNumberBody>): InventoryNumber => {
  if (holder === undefined) return number;
  const { user, ...flags } = holder;
  return { ...number, holder: { userId: userReference(user), flags } };
};

const toAddedNumber = async ({ number, displaced }: AddedNumber) => ({
  ...toNumberDetails(number),
  displaced: displaced.map(toDisplaced),
  warnings: await lineWarnings(number.line),
});

export function addCreateNumberRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/numbers",
      permission: "numbers:add",
      operation: "addNumber",
      tag: "Numbers",
      summary: "Add a number to the organization's inventory",
      description:
        "For superadmins, who vouch that the line belongs to the organization. `holder` assigns it in the same transaction. A line at a provider belongs to at most one organization, except a short code or an alphanumeric sender id, which several organizations can have. Adding a number again returns 200 and changes nothing when everything that the body states is true of it, and 409 otherwise.",
      params: { organization },
      body: newNumberBody,
      preValidation: acceptFormerNames({ userId: "user" }),
      response: created(versioned(addedNumberSchema, "The number.")),
      alternative: versioned(addedNumberSchema, "The organization had the number already; nothing changed."),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      requireNewLine(body);
      const added = await addNumber(context, toInventoryNumber(body));
      setETag(reply.code(added.isNew ? 201 : 200), added.number);
      return toAddedNumber(added);
    },
  );
}
