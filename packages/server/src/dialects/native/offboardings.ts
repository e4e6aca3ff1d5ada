import type { FastifyInstance } from "fastify";
import { applyOffboarding, applyOffboardingPlan } from "../../core/offboarding/apply-offboarding.ts";
import { type OffboardingInput, planOffboarding } from "../../core/offboarding/plan-offboarding.ts";
import { getOffboarding, listOffboardings } from "../../core/offboarding/read-offboardings.ts";
import {
  component,
  flag,
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
import type { Offboarding, OffboardingPlan, UserHandle } from "../../model.ts";
import { acceptFormerNames } from "./former-names.ts";
import {
  numberReference,
  numberReferenceInput,
  pageQuery,
  reason,
  strict,
  toPage,
  userReference,
  userReferenceInput,
  userReferencePattern,
} from "./input.ts";
import { offboarding, organization, user } from "./path-params.ts";
import { expectedVersion } from "./preconditions.ts";
import { restorationSchema, toRestoration } from "./restoration.ts";
import { ok, route } from "./route.ts";
import {
  assignmentSchema,
  numberState,
  pageSchema,
  toAssignment,
  toIsoOrNull,
  toList,
  toUser,
  userSchema,
} from "./wire.ts";

const tag = "Offboarding";
export const destination = strict({
  number: numberReferenceInput({ description: "The id or the line of a number that the user holds." }),
  toUser: userReferenceInput({
    pattern: `${userReferencePattern}|^pool$`,
    "x-expected": 'a user\'s id, @username or e-mail address, or "pool"',
    ...component(
      "NumberReceiver",
      "Another user by id, `@username` or e-mail address; or `pool`, which only unassigns the number.",
    ),
  }),
});
/** How many numbers one offboarding can assign to colleagues. */
export const destinationsMax = 1000;

const offboardBody = strict(
  {
    dryRun: optional(
      flag({ description: "Plans only: returns the plan with a token, and changes nothing." }),
    ),
    token: optional(
      text({
        max: 100,
        expected: "the token of a plan",
        description: "Applies the plan with this token exactly, or not at all.",
      }),
    ),
    numbers: optional(
      Type.Array(destination, { maxItems: destinationsMax, description: "Omitted numbers go to the pool." }),
    ),
    revokeCreatedKeys: optional(
      flag({
        description:
          "Also revokes the API keys of service users that the user created, and may know. `false` by default, because programs use them.",
      }),
    ),
    reason: optional(reason()),
  },
  component("OffboardingRequest"),
);

export const offboardingSchema = Type.Object(
  {
    id: id(),
    status: oneOf(["planned", "applied", "undone"]),
    token: optional(Type.String({ description: "Only in the response to `dryRun`; it applies the plan." })),
    user: userSchema,
    numbers: Type.Array(
      Type.Object({
        line: Type.String(),
        assignment: assignmentSchema,
        toUserId: nullable(id(), { description: "The new holder. Null for the pool." }),
        becomes: numberState(),
      }),
    ),
    groupIds: Type.Array(id(), { description: "The groups that the user leaves." }),
    apiKeyIds: Type.Array(id(), { description: "The API keys that are revoked." }),
    createdKeys: Type.Array(
      Type.Object({
        id: id(),
        userId: id({ description: "The service user." }),
        name: Type.String(),
        lastUsedAt: nullable(instant(), { description: "When the plan was made." }),
      }),
      { description: "The API keys of service users that the user created." },
    ),
    revokesCreatedKeys: Type.Boolean({ description: "Whether the created keys are revoked too." }),
    recommendation: nullable(Type.String(), {
      description: "What to do about created keys that are kept; null when there is none.",
    }),
    restoration: nullable(restorationSchema, {
      description: "Null when an earlier release undid the offboarding.",
    }),
    plannedAt: instant(),
    appliedAt: nullable(instant()),
    undoneAt: nullable(instant()),
  },
  component("Offboarding", "The removal of a user: what was planned and, once applied, what was done."),
);

const keptKeysRecommendation =
  "The user created API keys of service users and may know them. Rotate them, or revoke them with revokeCreatedKeys.";

/** Outcomes that earlier releases stored have none. */
const createdKeysOf = ({ createdKeys = [] }: OffboardingPlan) => createdKeys;

export const toOffboarding = ({ plan, ...it }: Offboarding) => ({
  id: it.id,
  status: it.status,
  user: toUser(plan.user),
  numbers: plan.numbers.map(({ assignment, to, becomes }) => ({
    line: assignment.line,
    assignment: toAssignment(assignment),
    toUserId: to,
    becomes,
  })),
  groupIds: plan.groupIds,
  apiKeyIds: plan.apiKeyIds,
  createdKeys: createdKeysOf(plan).map((key) => ({ ...key, lastUsedAt: toIsoOrNull(key.lastUsedAt) })),
  revokesCreatedKeys: plan.revokesCreatedKeys ?? false,
  recommendation: createdKeysOf(plan).length === 0 || plan.revokesCreatedKeys ? null : keptKeysRecommendation,
  restoration: toRestoration({ plan, ...it }),
  plannedAt: toIso(it.plannedAt),
  appliedAt: toIsoOrNull(it.appliedAt),
  undoneAt: toIsoOrNull(it.undoneAt),
});

export function offboardingRoutes(scope: FastifyInstance): void {
  addOffboardUserRoute(scope);
  addListOffboardingsRoute(scope);
  addGetOffboardingRoute(scope);
}

function addOffboardUserRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "POST",
      path: "/organizations/:organization/users/:user/offboarding",
      permission: "users:write",
      operation: "offboardUser",
      tag,
      summary: "Plan or apply the removal of a user",
      description:
        "With `dryRun` it returns a plan; with `token` it applies that plan, provided that nothing has changed since; otherwise it plans and applies in one transaction. Applying ends assignments, revokes API keys and removes group memberships. `restoration` lists what an undo would restore.",
      params: { organization, user },
      body: offboardBody,
      preValidation: acceptFormerNames({ to: "toUser" }),
      response: ok(offboardingSchema, "The offboarding."),
      errors: [409],
      acceptsIfMatch: true,
    },
    async (request) => {
      const { context, params, body } = request;
      const input = toInput(userReference(params.user), body);
      const version = expectedVersion(request);
      if (body.dryRun) {
        const planned = await planOffboarding(context, input, version);
        return { ...toOffboarding(planned.offboarding), token: planned.token };
      }
      const applied =
        body.token === undefined
          ? await applyOffboarding(context, input, version)
          : await applyOffboardingPlan(context, { ...input, token: body.token }, version);
      return toOffboarding(applied);
    },
  );
}

function addListOffboardingsRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/offboardings",
      permission: "users:list",
      operation: "listOffboardings",
      tag,
      summary: "List the applied offboardings",
      description: "Oldest first, including those that were undone.",
      params: { organization },
      query: pageQuery,
      response: ok(pageSchema("OffboardingPage", offboardingSchema), "A page of offboardings."),
    },
    async ({ context, query }) => toList(await listOffboardings(context, toPage(query)), toOffboarding),
  );
}

function addGetOffboardingRoute(scope: FastifyInstance): void {
  route(
    scope,
    {
      method: "GET",
      path: "/organizations/:organization/offboardings/:offboarding",
      permission: "users:list",
      operation: "getOffboarding",
      tag,
      summary: "Get an offboarding",
      description:
        "Its plan, whether it was applied or undone, and what an undo would restore or has restored (`restoration`).",
      params: { organization, offboarding },
      response: ok(offboardingSchema, "The offboarding."),
    },
    async ({ context, params }) => toOffboarding(await getOffboarding(context, params.offboarding)),
  );
}

const toInput = (
  userId: UserHandle,
  { numbers = [], revokeCreatedKeys, reason }: Static<typeof offboardBody>,
): OffboardingInput => ({
  userId,
  revokeCreatedKeys,
  numbers: numbers.map(({ number, toUser }) => ({
    number: numberReference(number),
    to: toUser === "pool" ? toUser : userReference(toUser),
  })),
  reason,
});
