import type { FastifyInstance } from "fastify";
import { applyOffboarding, applyOffboardingPlan } from "../../core/offboarding/apply-offboarding.ts";
import type { OffboardingInput } from "../../core/offboarding/plan-offboarding.ts";
import { planOffboarding } from "../../core/offboarding/plan-offboarding.ts";
import { getOffboarding, listOffboardings } from "../../core/offboarding/read-offboardings.ts";
import {
  id,
  instant,
  nullable,
  oneOf,
  optional,
  type Static,
  Type,
  text,
  toIso,
} from "../../http/mounting/schema.ts";
import { numberStates, type Offboarding } from "../../model.ts";
import {
  assignmentSchema,
  expectedVersion,
  listSchema,
  numberReference,
  pageFields,
  pathId,
  reason,
  refusals,
  strict,
  toAssignment,
  toIsoOrNull,
  toList,
  toPage,
  toUser,
  userSchema,
} from "./wire.ts";

const offboardBody = strict({
  dryRun: optional(Type.Boolean({ "x-expected": "true or false" })),
  token: optional(text({ max: 100, expected: "the token of a plan" })),
  numbers: optional(
    Type.Array(
      strict({
        number: text({ max: 40, expected: "a number's id or its line" }),
        to: Type.Union([id(), Type.Literal("pool")], { "x-expected": 'a user\'s id, or "pool"' }),
      }),
      { maxItems: 1000 },
    ),
  ),
  reason: optional(reason()),
});
const listQuery = strict(pageFields);

export const offboardingSchema = Type.Object({
  id: id(),
  status: oneOf(["planned", "applied", "undone"]),
  token: optional(Type.String({ description: "Of a plan: applies it exactly, or not at all." })),
  user: userSchema,
  numbers: Type.Array(
    Type.Object({
      line: Type.String(),
      assignment: assignmentSchema,
      to: Type.String({ description: 'A user\'s id, or "pool".' }),
      becomes: oneOf(numberStates),
    }),
  ),
  groupIds: Type.Array(id()),
  apiKeyIds: Type.Array(id()),
  plannedAt: instant(),
  appliedAt: nullable(instant()),
  undoneAt: nullable(instant()),
});

export const toOffboarding = ({ plan, ...it }: Offboarding) => ({
  id: it.id,
  status: it.status,
  user: toUser(plan.user),
  numbers: plan.numbers.map(({ assignment, to, becomes }) => ({
    line: assignment.line,
    assignment: toAssignment(assignment),
    to: to ?? "pool",
    becomes,
  })),
  groupIds: plan.groupIds,
  apiKeyIds: plan.apiKeyIds,
  plannedAt: toIso(it.plannedAt),
  appliedAt: toIsoOrNull(it.appliedAt),
  undoneAt: toIsoOrNull(it.undoneAt),
});

const toInput = (
  user: string,
  { numbers = [], reason: why }: Static<typeof offboardBody>,
): OffboardingInput => ({
  userId: pathId(user),
  numbers: numbers.map(({ number, to }) => ({
    number: numberReference(number),
    to: to === "pool" ? to : pathId(to),
  })),
  reason: why,
});

export function offboardingRoutes(scope: FastifyInstance): void {
  scope.post<{ Params: { user: string }; Body: Static<typeof offboardBody> }>(
    "/organizations/:organization/users/:user/offboarding",
    {
      config: { permission: "users:write", operation: "offboardUser" },
      schema: {
        tags: ["Offboarding"],
        summary: "Plan how a user leaves (dryRun), apply a plan by its token, or do both at once",
        body: offboardBody,
        response: { 200: offboardingSchema, ...refusals },
      },
    },
    async (request) => {
      const { context, params, body } = request;
      const input = toInput(params.user, body);
      if (body.dryRun) {
        const { offboarding, token } = await planOffboarding(context, input);
        return { ...toOffboarding(offboarding), token };
      }
      const applied =
        body.token === undefined
          ? await applyOffboarding(context, input, expectedVersion(request))
          : await applyOffboardingPlan(context, { ...input, token: body.token });
      return toOffboarding(applied);
    },
  );

  scope.get<{ Querystring: Static<typeof listQuery> }>(
    "/organizations/:organization/offboardings",
    {
      config: { permission: "users:list", operation: "listOffboardings" },
      schema: {
        tags: ["Offboarding"],
        summary: "List the offboardings that were applied",
        querystring: listQuery,
        response: { 200: listSchema(offboardingSchema), ...refusals },
      },
    },
    async ({ context, query }) => toList(await listOffboardings(context, toPage(query)), toOffboarding),
  );

  scope.get<{ Params: { offboarding: string } }>(
    "/organizations/:organization/offboardings/:offboarding",
    {
      config: { permission: "users:list", operation: "getOffboarding" },
      schema: {
        tags: ["Offboarding"],
        summary: "Get an offboarding: its plan, and whether it was applied or undone",
        response: { 200: offboardingSchema, ...refusals },
      },
    },
    async ({ context, params }) => toOffboarding(await getOffboarding(context, pathId(params.offboarding))),
  );
}
