import { queryOptions } from "@tanstack/react-query";
import type { Offboarding } from "@whoseline/sdk";
import type { PickedUser } from "../../components/UserPicker.tsx";
import { client } from "../../session/client.ts";

/** What a person chose for the offboarding. */
export interface Choices {
  /** The colleague who gets a number, by the number's id; every other number returns to the pool. */
  readonly receivers: ReadonlyMap<string, PickedUser>;
  readonly revokesCreatedKeys: boolean;
}

export const noChoices: Choices = { receivers: new Map(), revokesCreatedKeys: false };

const receiversOf = ({ receivers }: Choices) =>
  [...receivers].map(([number, { id }]) => ({ number, toUser: id }));

/** A plan is made once for each choice; it changes nothing, and the server keeps it for an hour. */
export const planQuery = (organization: string, user: string, choices: Choices) =>
  queryOptions({
    queryKey: ["offboardingPlan", organization, user, receiversOf(choices), choices.revokesCreatedKeys],
    queryFn: ({ signal }) =>
      client.users.offboard(
        {
          organization,
          user,
          dryRun: true,
          numbers: receiversOf(choices),
          revokeCreatedKeys: choices.revokesCreatedKeys,
          ...(choices.receivers.size > 0 && { reason: "Plan" }),
        },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

type PlannedNumber = Offboarding["numbers"][number];

/** What is different in a plan that was made again, by the line of the number. */
export interface PlanDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export function planDifference(former: Offboarding, present: Offboarding): PlanDifference {
  const byId = (plan: Offboarding) =>
    new Map(plan.numbers.map((number) => [number.assignment.numberId, number]));
  const [before, after] = [byId(former), byId(present)];
  const isOther = (number: PlannedNumber) => {
    const other = before.get(number.assignment.numberId);
    return other !== undefined && fate(other) !== fate(number);
  };
  return {
    added: present.numbers
      .filter(({ assignment }) => !before.has(assignment.numberId))
      .map(({ line }) => line),
    removed: former.numbers
      .filter(({ assignment }) => !after.has(assignment.numberId))
      .map(({ line }) => line),
    changed: present.numbers.filter(isOther).map(({ line }) => line),
  };
}

const fate = ({ becomes, toUserId, assignment }: PlannedNumber): string =>
  JSON.stringify([
    becomes,
    toUserId,
    assignment.isInboundEnabled,
    assignment.isOutboundEnabled,
    assignment.label,
  ]);
