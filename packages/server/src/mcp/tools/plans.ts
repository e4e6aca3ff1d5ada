import { Type } from "typebox";
import { providers } from "../../model.ts";
import { ApiError, type NativeApi, part } from "../native-api.ts";
import {
  changesData,
  defineTool,
  number,
  planId,
  plansOnly,
  reason,
  type ToolAnswer,
  user,
} from "../tool.ts";
import { applyImportPlan } from "./imports.ts";
import type { Json } from "./lookups.ts";

const shownItems = 10;
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

export const planAssignment = defineTool({
  name: "plan_assignment",
  title: "Plan a change of numbers",
  description:
    "Plans to assign, unassign, transfer, label, reserve or release numbers, and shows every effect. Changes nothing; apply_plan applies exactly this plan within ten minutes.",
  input: {
    action: Type.Enum(["assign", "unassign", "transfer", "label", "reserve", "release"]),
    numbers: Type.Optional(
      Type.Array(number, { minItems: 1, maxItems: 100, description: "Either numbers or filter." }),
    ),
    filter: Type.Optional(
      Type.Object(
        {
          q: Type.Optional(Type.String({ maxLength: 200 })),
          provider: Type.Optional(Type.Enum([...providers])),
          state: Type.Optional(Type.Enum(["available", "assigned", "cooling"])),
          user: Type.Optional(user()),
          label: Type.Optional(Type.String({ maxLength: 200 })),
        },
        { additionalProperties: false, description: "Every number that matches now." },
      ),
    ),
    toUser: Type.Optional(user("With assign and transfer: the new holder.")),
    fromUser: Type.Optional(user("With unassign and transfer: the holder.")),
    user: Type.Optional(user("With label: whose assignments.")),
    isDefault: flag("With assign, of one number."),
    isInboundEnabled: flag("With assign."),
    isOutboundEnabled: flag("With assign."),
    takesInbound: flag("With assign: takes inbound from the present inbound holder."),
    label: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Null()], { description: "With label and assign." }),
    ),
    reservedFor: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              user: Type.Optional(user()),
              email: Type.Optional(Type.String({ maxLength: 254 })),
              until: Type.String({ description: "An instant in RFC 3339." }),
            },
            { additionalProperties: false },
          ),
          Type.Null(),
        ],
        { description: "With reserve: a user or an e-mail address, and a time; null ends the reservation." },
      ),
    ),
    reason,
  },
  annotations: plansOnly,
  changes: true,
  run: async (api, input) => planned((await api.post("/plans", input)).json),
});

export const planOffboarding = defineTool({
  name: "plan_offboarding",
  title: "Plan the removal of a user",
  description:
    "Plans to remove a user with their numbers, API keys and groups, and shows every effect. Changes nothing; apply_plan applies exactly this plan within ten minutes.",
  input: {
    user: user(),
    destinations: Type.Optional(
      Type.Array(
        Type.Object({ number, toUser: user("Another user, or pool.") }, { additionalProperties: false }),
        { maxItems: 100, description: "The new holders of numbers; the others become available." },
      ),
    ),
    revokeCreatedKeys: flag("Also revokes the API keys of service users that the user created."),
    reason,
  },
  annotations: plansOnly,
  changes: true,
  run: async (api, input) => planned((await api.post("/plans", { action: "offboard", ...input })).json),
});

/** An agent waits for the answer: a plan of many numbers is continued here. */
const partsMax = 20;

export const applyPlan = defineTool({
  name: "apply_plan",
  title: "Apply a plan",
  description:
    "Applies a plan of this caller exactly. A number that has changed since it was planned is refused. Show the plan to a person first. The answer names the undo.",
  input: { planId },
  annotations: changesData,
  changes: true,
  run: async (api, { planId: id }) => {
    try {
      return done(await repeat(api, `/plans/${part(id)}/apply`, {}), "applied");
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.code !== "plan_not_found") throw error;
      const answer = await applyImportPlan(api, id);
      if (answer === undefined) throw error;
      return answer;
    }
  },
});

export const undo = defineTool({
  name: "undo",
  title: "Undo a plan",
  description:
    "Reverts what a plan changed, where nothing has changed since, within 30 days. Not for the plan of an import.",
  input: { planId, reason },
  annotations: changesData,
  changes: true,
  run: async (api, { planId: id, ...body }) =>
    done(await repeat(api, `/plans/${part(id)}/undo`, body), "undone"),
});

async function repeat(api: NativeApi, path: string, body: object): Promise<Json> {
  let json = (await api.post(path, body)).json;
  for (let parts = 1; parts < partsMax && /ing$/.test(json.status); parts += 1)
    json = (await api.post(path, body)).json;
  return json;
}

const planned = (plan: Json): ToolAnswer => ({
  summary: `${plan.sentence} This changes nothing: apply_plan applies the plan ${plan.id} until ${plan.expiresAt}.`,
  data: {
    planId: plan.id,
    expiresAt: plan.expiresAt,
    counts: plan.counts.planned,
    items: plan.items.slice(0, shownItems),
    itemsNotShown: Math.max(0, total(plan.counts.planned) - shownItems),
  },
});

const total = ({ change, same, refused }: Json): number => change + same + refused;

function done(plan: Json, what: "applied" | "undone"): ToolAnswer {
  const { change, same, refused } = plan.counts[what];
  const result = what === "applied" ? "result" : "undo";
  const refusedItems = plan.items.filter((item: Json) => item[result]?.fate === "refused");
  return {
    summary: `The plan is ${plan.status}: ${change} changed, ${same} unchanged, ${refused} refused.`,
    data: {
      planId: plan.id,
      status: plan.status,
      counts: plan.counts[what],
      refused: refusedItems.slice(0, shownItems).map((item: Json) => ({
        number: item.number,
        code: item[result].code,
        detail: item[result].detail,
      })),
      ...(what === "applied" && { undo: { tool: "undo", planId: plan.id, until: plan.undoableUntil } }),
    },
  };
}
