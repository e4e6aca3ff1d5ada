import { queryOptions } from "@tanstack/react-query";
import type { Plan, PlanItem } from "@whoseline/sdk";
import type { PagedList } from "../components/grid/use-pages.ts";
import { gridPageSize } from "../components/grid/use-pages.ts";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export const planKey = (organization: string, plan: string) =>
  [...organizationKey(organization), "plan", plan] as const;

export const planQuery = (organization: string, plan: string) =>
  queryOptions({
    queryKey: planKey(organization, plan),
    queryFn: ({ signal }) => client.plans.get({ organization, plan }, { signal }),
  });

export const planItemList = (
  organization: string,
  plan: string,
  fate: PlanItem["fate"] | undefined,
): PagedList<PlanItem> => ({
  queryKey: [...planKey(organization, plan), "items", fate ?? null],
  read: (cursor, signal) =>
    client.plans.items({ organization, plan, fate, cursor, limit: gridPageSize }, { signal }),
});

export const planFates: readonly PlanItem["fate"][] = ["change", "same", "refused"];

/** Repeats the request until the plan is done: one request works for ten seconds at most. */
export async function untilDone(request: () => PromiseLike<Plan>): Promise<Plan> {
  for (;;) {
    const plan = await request();
    if (plan.status !== "applying" && plan.status !== "undoing") return plan;
  }
}
