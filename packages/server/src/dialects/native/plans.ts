import type { FastifyInstance } from "fastify";
import { applyPlan } from "../../core/plans/apply-plan.ts";
import { createPlan } from "../../core/plans/create-plan.ts";
import { createRemovalPlan } from "../../core/plans/create-removal-plan.ts";
import { getPlan, listPlanItems } from "../../core/plans/read-plans.ts";
import { undoPlan } from "../../core/plans/undo-plan.ts";
import { component, oneOf, optional } from "../../http/mounting/schema.ts";
import { planFates, planModes } from "../../model.ts";
import { defaultToEmptyBody, pageFields, strict, toPage } from "./input.ts";
import { organization, plan } from "./path-params.ts";
import { planBody, requireFieldsOfAction, toNumberPlan, toRemovalPlan } from "./plan-input.ts";
import { itemPageSchema, planSchema, toItems, toPlan } from "./plan-wire.ts";
import { created, ok, route } from "./route.ts";
import { undoBody } from "./undo.ts";

const tag = "Plans";
const applyBody = strict(
  {
    mode: optional(
      oneOf(planModes, {
        description:
          "`each` (the default): a refused number does not keep the others from being changed. `atomic`: all or none; for at most 1000 numbers.",
      }),
    ),
  },
  { "x-optional": true, ...component("PlanApplication") },
);
const itemsQuery = strict({
  ...pageFields,
  fate: optional(oneOf(planFates, { description: "Only the items that were planned with this fate." })),
});

export function planRoutes(scope: FastifyInstance): void {
  addCreatePlanRoute(scope);
  addGetPlanRoute(scope);
  addListPlanItemsRoute(scope);
  addApplyPlanRoute(scope);
  addUndoPlanRoute(scope);
}

function addCreatePlanRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/plans",
      permission: "assignments:write",
      operation: "createPlan",
      tag,
      summary: "Plan a change of one or many numbers",
      description:
        "Changes nothing: returns what the change would do with each number, or why a number is refused. The numbers are named one by one, or match a filter now: at most 10000. `applyPlan` applies exactly this plan, within ten minutes and with the same credential.",
      params: { organization },
      body: planBody,
      response: created(ok(planSchema, "The plan, with its first items.")),
      errors: [409],
    },
    async ({ context, body }, reply) => {
      requireFieldsOfAction(body);
      const planned =
        body.action === "offboard"
          ? await createRemovalPlan(context, toRemovalPlan(body))
          : await createPlan(context, toNumberPlan(body));
      reply.code(201);
      return toPlan(planned, context.services.now());
    },
  );
}

function addGetPlanRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/plans/:plan",
      permission: "numbers:read",
      operation: "getPlan",
      tag,
      summary: "Get a plan, or what it did",
      description:
        "A plan that is not applied is visible with the credential that made it only. Applied plans are kept for 31 days.",
      params: { organization, plan },
      response: ok(planSchema, "The plan, with its first items."),
    },
    async ({ context, params }) => toPlan(await getPlan(context, params.plan), context.services.now()),
  );
}

function addListPlanItemsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/plans/:plan/items",
      permission: "numbers:read",
      operation: "listPlanItems",
      tag,
      summary: "List what a plan does with each number",
      description: "In the order of the request, or of the numbers' addition for a filter.",
      params: { organization, plan },
      query: itemsQuery,
      response: ok(itemPageSchema, "A page of items."),
    },
    async ({ context, params, query }) =>
      toItems(await listPlanItems(context, { planId: params.plan, fate: query.fate }, toPage(query))),
  );
}

function addApplyPlanRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/plans/:plan/apply",
      permission: "assignments:write",
      operation: "applyPlan",
      tag,
      summary: "Apply a plan exactly (idempotent)",
      description:
        "A number that has changed since the plan was made is refused. Thousands of numbers are changed in parts; when the status is `applying`, a part is done: repeat the request. A plan that is applied already is returned.",
      params: { organization, plan },
      body: applyBody,
      preValidation: defaultToEmptyBody,
      response: ok(planSchema, "The plan, with the results."),
      errors: [409, 412],
    },
    async ({ context, params, body }) =>
      toPlan(await applyPlan(context, { planId: params.plan, mode: body.mode }), context.services.now()),
  );
}

function addUndoPlanRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/plans/:plan/undo",
      permission: "assignments:write",
      operation: "undoPlan",
      tag,
      summary: "Undo a plan within 30 days (idempotent)",
      description:
        "Reverts what the plan changed where nothing has changed since, number by number; a released number stays released. Any credential with the permission can undo it. When the status is `undoing`, a part is done: repeat the request.",
      params: { organization, plan },
      body: undoBody,
      preValidation: defaultToEmptyBody,
      response: ok(planSchema, "The plan, with the outcome of the undo for each number."),
      errors: [409],
    },
    async ({ context, params, body }) =>
      toPlan(await undoPlan(context, { planId: params.plan, reason: body.reason }), context.services.now()),
  );
}
