import type { NumberActionInput, NumberPlanInput, RemovalPlanInput } from "../../core/plans/plan-input.ts";
import { type FieldError, validationFailed } from "../../http/errors.ts";
import { component, flag, nullable, oneOf, optional, type Static, Type } from "../../http/mounting/schema.ts";
import { planActionKinds } from "../../model.ts";
import {
  name,
  numberReference,
  numberReferenceInput,
  reason,
  strict,
  userReference,
  userReferenceInput,
} from "./input.ts";
import { numberFilterFields, reservationInput, toNewReservation, toNumberFilter } from "./numbers.ts";
import { destination, destinationsMax } from "./offboardings.ts";

/** The most numbers that a request can name one by one; a filter can match more. */
export const namedNumbersMax = 1000;

const filter = strict(numberFilterFields, component("NumberFilter", "The filters of `listNumbers`."));

export const planBody = strict(
  {
    action: oneOf(planActionKinds, {
      description: "What is done with each number, or with a user and their numbers.",
    }),
    numbers: optional(
      Type.Array(numberReferenceInput({ description: "A number's id or its line." }), {
        minItems: 1,
        maxItems: namedNumbersMax,
        "x-expected": `a list of 1 to ${namedNumbersMax} numbers`,
        description: "The numbers, one by one. Either this or `filter`; neither with `offboard`.",
      }),
    ),
    filter: optional(filter),
    toUser: optional(userReferenceInput({ description: "With `assign` and `transfer`: the new holder." })),
    fromUser: optional(
      userReferenceInput({
        description:
          "With `unassign` and `transfer`: the holder. Omitted, `unassign` ends every assignment, and `transfer` takes the inbound holder, or the only holder.",
      }),
    ),
    user: optional(
      userReferenceInput({
        description:
          "With `label`: whose assignments; everybody's when omitted. With `offboard`: who is removed.",
      }),
    ),
    isDefault: optional(flag({ description: "With `assign`, of one number." })),
    isInboundEnabled: optional(flag({ description: "With `assign`." })),
    isOutboundEnabled: optional(flag({ description: "With `assign`." })),
    takesInbound: optional(
      flag({
        description:
          "With `assign`: takes inbound from the present inbound holder, who keeps the number for outbound use.",
      }),
    ),
    label: optional(nullable(name(), { description: "With `label` and `assign`. Null removes the label." })),
    reservedFor: optional(
      nullable(reservationInput, { description: "With `reserve`. Null ends the reservation." }),
    ),
    destinations: optional(
      Type.Array(destination, {
        maxItems: destinationsMax,
        description: "With `offboard`: the new holders of numbers. Omitted numbers go to the pool.",
      }),
    ),
    revokeCreatedKeys: optional(
      flag({
        description: "With `offboard`: also revokes the API keys of service users that the user created.",
      }),
    ),
    reason: optional(reason()),
  },
  component("PlanRequest"),
);
type Body = Static<typeof planBody>;
type Action = Body["action"];
type Field = Exclude<keyof Body, "action" | "reason">;

interface Fields {
  readonly required: readonly Field[];
  readonly optional: readonly Field[];
}

const numberFields = ["numbers", "filter"] as const;
const fieldsOf: Readonly<Record<Action, Fields>> = {
  assign: {
    required: ["toUser"],
    optional: [
      ...numberFields,
      "isDefault",
      "isInboundEnabled",
      "isOutboundEnabled",
      "takesInbound",
      "label",
    ],
  },
  unassign: { required: [], optional: [...numberFields, "fromUser"] },
  transfer: { required: ["toUser"], optional: [...numberFields, "fromUser"] },
  label: { required: ["label"], optional: [...numberFields, "user"] },
  reserve: { required: ["reservedFor"], optional: numberFields },
  release: { required: [], optional: numberFields },
  offboard: { required: ["user"], optional: ["destinations", "revokeCreatedKeys"] },
};

/** Throws unless the body has the fields of its action, and no others. */
export function requireFieldsOfAction(body: Body): void {
  const { action, reason: _, ...given } = body;
  const { required, optional: others } = fieldsOf[action];
  const errors: FieldError[] = [];
  for (const field of required)
    if (given[field] === undefined)
      errors.push(invalid(field, "required", `is required with the action ${action}`));
  for (const field of Object.keys(given) as Field[])
    if (!required.includes(field) && !others.includes(field))
      errors.push(invalid(field, "mismatch", `cannot be combined with the action ${action}`));
  const hasNumbers = body.numbers !== undefined;
  if (action !== "offboard" && hasNumbers === (body.filter !== undefined))
    errors.push(invalid("numbers", "mismatch", "or filter is required, and not both"));
  if (errors.length > 0) throw validationFailed(...errors);
}

const invalid = (field: Field, rule: FieldError["rule"], problem: string): FieldError => ({
  in: "body",
  name: field,
  rule,
  detail: `${field} ${problem}`,
});

export function toNumberPlan(body: Body): NumberPlanInput {
  const common = { action: toAction(body), reason: body.reason };
  if (body.filter !== undefined) return { ...common, filter: toNumberFilter(body.filter) };
  const named = (body.numbers ?? []).map((text) => ({ reference: numberReference(text), named: text }));
  return { ...common, numbers: named };
}

export const toRemovalPlan = ({
  user,
  destinations = [],
  revokeCreatedKeys,
  reason: why,
}: Body): RemovalPlanInput => ({
  user: userReference(user ?? ""),
  destinations: destinations.map((it) => ({
    number: numberReference(it.number),
    to: it.toUser === "pool" ? "pool" : userReference(it.toUser),
  })),
  revokeCreatedKeys,
  reason: why,
});

/** The fields that the action requires are there: `requireFieldsOfAction`. */
function toAction(body: Body): NumberActionInput {
  const { action, fromUser, toUser = "", user, label = null, reservedFor, takesInbound } = body;
  switch (action) {
    case "assign": {
      const { isDefault, isInboundEnabled, isOutboundEnabled } = body;
      const flags = { isDefault, isInboundEnabled, isOutboundEnabled, label: body.label };
      return { kind: action, toUser: userReference(toUser), flags, takesInbound };
    }
    case "transfer":
      return { kind: action, fromUser: referenceOf(fromUser), toUser: userReference(toUser) };
    case "label":
      return { kind: action, user: referenceOf(user), label };
    case "reserve":
      return { kind: action, reservation: reservedFor ? toNewReservation(reservedFor) : null };
    case "release":
      return { kind: action };
    default:
      return { kind: "unassign", fromUser: referenceOf(fromUser) };
  }
}

const referenceOf = (text: string | undefined) => (text === undefined ? undefined : userReference(text));
