import { dayMs } from "../../core/assignments/assignment-changes.ts";
import { isExpired, planLifetimeMs, planUndoMs } from "../../core/plans/plan-lifetime.ts";
import { planSentence } from "../../core/plans/plan-sentence.ts";
import type { DescribedItems, DescribedPlan } from "../../core/plans/read-plans.ts";
import {
  component,
  id,
  instant,
  nullable,
  oneOf,
  optional,
  Type,
  toIso,
} from "../../http/mounting/schema.ts";
import {
  eventKinds,
  type Plan,
  type PlanAction,
  type PlanEffect,
  type PlanEffectValues,
  type PlanItem,
  type PlanItemResult,
  planActionKinds,
  planFates,
  planModes,
  type Reservation,
} from "../../model.ts";
import { sentenceOf } from "./errors.ts";
import { reservationSchema } from "./number-wire.ts";
import { pageSchema, provider, toIsoOrNull } from "./wire.ts";

const planStatuses = ["planned", "applying", "applied", "undoing", "undone", "expired"] as const;

const text = () => Type.String();
const fate = (options: object = {}) =>
  oneOf(planFates, {
    ...component(
      "PlanFate",
      "`change`: the number is changed. `same`: there is nothing to do. `refused`: it is not changed, for the reason in `detail`.",
    ),
    ...options,
  });
const count = () => Type.Integer({ minimum: 0 });
const countsSchema = Type.Object(
  { change: count(), same: count(), refused: count() },
  component("PlanCounts", "The number of items by their fate."),
);

const actionSchema = Type.Object(
  {
    kind: oneOf(planActionKinds),
    toUserId: optional(id({ description: "With `assign` and `transfer`." })),
    fromUserId: optional(
      nullable(id(), { description: "With `unassign` and `transfer`. Null for any holder." }),
    ),
    userId: optional(
      nullable(id(), {
        description:
          "With `label`: whose assignments; null for everybody's. With `offboard`: who is removed.",
      }),
    ),
    isDefault: optional(Type.Boolean()),
    isInboundEnabled: optional(Type.Boolean()),
    isOutboundEnabled: optional(Type.Boolean()),
    takesInbound: optional(Type.Boolean()),
    label: optional(nullable(text())),
    reservedFor: optional(nullable(reservationSchema)),
    revokesCreatedKeys: optional(Type.Boolean()),
  },
  component("PlanAction", "What a plan does with each of its numbers, with the ids of the users."),
);

const valuesSchema = Type.Object(
  {
    isDefault: optional(Type.Boolean()),
    isInboundEnabled: optional(Type.Boolean()),
    isOutboundEnabled: optional(Type.Boolean()),
    label: optional(nullable(text())),
    coolingUntil: optional(nullable(instant())),
    coolingDays: optional(Type.Integer({ description: "Of a cooling period that starts with the change." })),
    reservedFor: optional(nullable(reservationSchema)),
  },
  component("PlanEffectValues", "The values of an assignment, or those of a number."),
);
const effectSchema = Type.Object(
  {
    kind: oneOf(eventKinds, { description: "The kind of the event that the change has." }),
    userId: nullable(id()),
    userName: nullable(text(), { description: "Data, not a part of a sentence: users choose it." }),
    numberId: nullable(id()),
    line: nullable(text()),
    before: nullable(valuesSchema),
    after: nullable(valuesSchema),
  },
  component("PlanEffect", "A change of one record."),
);

const refusalFields = {
  code: optional(Type.String({ description: "With `refused`: the code of the error." })),
  detail: optional(Type.String({ description: "With `refused`: what is wrong, and what would be right." })),
};
const resultSchema = Type.Object(
  {
    fate: fate(),
    ...refusalFields,
    firstSeq: nullable(Type.Integer(), { description: "The first event of the change." }),
    lastSeq: nullable(Type.Integer(), { description: "The last event of the change." }),
  },
  component("PlanItemResult", "What was done with an item."),
);
const itemSchema = Type.Object(
  {
    index: Type.Integer({ description: "The position in the plan, from 0." }),
    named: nullable(text(), {
      description: "How the request named the number; null for a number of a filter.",
    }),
    number: nullable(Type.Object({ id: id(), provider: provider(), line: text() }), {
      description:
        "Null when the request names no number of the organization, and for what concerns no number.",
    }),
    fate: fate({ description: "When the plan was made." }),
    ...refusalFields,
    effects: Type.Array(effectSchema, {
      description: "Everything that the change does. Empty once the personal values of a user were erased.",
    }),
    result: nullable(resultSchema, { description: "Null until the plan was applied." }),
    undo: nullable(resultSchema, {
      description: "Null until the plan was undone, and for what it did not change.",
    }),
  },
  component("PlanItem", "What a plan does with one number."),
);
export const itemPageSchema = pageSchema("PlanItemPage", itemSchema);

export const planSchema = Type.Object(
  {
    id: id({ description: "Random. It is applied with the credential that made the plan." }),
    status: oneOf(planStatuses, {
      description:
        "`applying` and `undoing`: a part is done; repeat the request to continue. `expired`: make a new plan.",
    }),
    action: actionSchema,
    sentence: Type.String({ description: "What the plan does, with ids and counts." }),
    reason: nullable(text()),
    mode: nullable(oneOf(planModes), { description: "How the plan is applied; null before." }),
    counts: Type.Object({
      planned: countsSchema,
      applied: countsSchema,
      undone: countsSchema,
    }),
    createdBy: id(),
    offboardingId: nullable(id(), { description: "With `offboard`." }),
    plannedAt: instant(),
    expiresAt: instant({ description: "Until then the plan can be applied." }),
    appliedAt: nullable(instant()),
    undoneAt: nullable(instant()),
    undoableUntil: nullable(instant(), {
      description:
        "Until then `undoPlan` reverts what has not changed since. Null for a plan that is not applied, or is undone.",
    }),
    items: Type.Array(itemSchema, { description: "The first items." }),
    nextCursor: nullable(text(), { description: "For `listPlanItems`; null when these are all items." }),
  },
  component("Plan", "A change of one or many numbers: what it would do and, once applied, what it did."),
);

export const toPlan = ({ plan, items }: DescribedPlan, now: number) => ({
  id: plan.id,
  status: statusOf(plan, now),
  action: toAction(plan.action),
  sentence: planSentence(plan),
  reason: plan.reason,
  mode: plan.mode,
  counts: plan.counts,
  createdBy: plan.createdBy,
  offboardingId: plan.offboardingId,
  plannedAt: toIso(plan.plannedAt),
  expiresAt: toIso(plan.plannedAt + planLifetimeMs),
  appliedAt: toIsoOrNull(plan.appliedAt),
  undoneAt: toIsoOrNull(plan.undoneAt),
  undoableUntil:
    plan.undoneAt === null && plan.startedAt !== null ? toIso(plan.startedAt + planUndoMs) : null,
  ...toItems(items),
});

const statusOf = (plan: Plan, now: number): (typeof planStatuses)[number] =>
  isExpired(plan, now) || plan.status === "planning" ? "expired" : plan.status;

function toAction(action: PlanAction): object {
  switch (action.kind) {
    case "assign": {
      const { flags, ...rest } = action;
      return { ...rest, ...flags };
    }
    case "reserve":
      return { kind: action.kind, reservedFor: toReservation(action.reservation) };
    default:
      return action;
  }
}

const toReservation = (reservation: Reservation | null) =>
  reservation && { ...reservation, until: toIso(reservation.until) };

export const toItems = ({ items, nextCursor, names }: DescribedItems) => ({
  items: items.map((item) => toItem(item, names)),
  nextCursor,
});

const toItem = (item: PlanItem, names: DescribedItems["names"]) => ({
  index: item.position,
  named: item.named,
  number: item.number,
  fate: item.fate,
  ...toRefusal(item.refusal),
  effects: (item.effects ?? []).map((effect) => toEffect(effect, names)),
  result: toResult(item.result),
  undo: toResult(item.undo),
});

const toRefusal = (refusal: PlanItem["refusal"]) =>
  refusal && { code: refusal.code, detail: sentenceOf(refusal.code, refusal.sentence) };

const toResult = (result: PlanItemResult | null) =>
  result && {
    fate: result.fate,
    ...toRefusal(result.refusal),
    firstSeq: result.seqs?.[0] ?? null,
    lastSeq: result.seqs?.[1] ?? null,
  };

const toEffect = (
  { kind, userId, numberId, before, after }: PlanEffect,
  { userNames, lines }: DescribedItems["names"],
) => ({
  kind,
  userId,
  userName: userId && (userNames.get(userId) ?? null),
  numberId,
  line: numberId && (lines.get(numberId) ?? null),
  before: before && toValues(before),
  after: after && toValues(after),
});

const toValues = ({ coolingUntil, coolsForMs, reservation, ...flags }: PlanEffectValues) => ({
  ...flags,
  ...(coolingUntil !== undefined && { coolingUntil: toIsoOrNull(coolingUntil) }),
  ...(coolsForMs !== undefined && { coolingDays: Math.round(coolsForMs / dayMs) }),
  ...(reservation !== undefined && { reservedFor: toReservation(reservation) }),
});
