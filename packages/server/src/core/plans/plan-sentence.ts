import type { FateCounts, Plan, PlanAction } from "../../model.ts";
import { counted } from "../kernel/counted.ts";

/** What a plan does, with ids and counts only: names and labels are data of users, and stand in their own fields. */
export function planSentence({ action, counts: { planned } }: Plan): string {
  const done = action.kind === "offboard" ? removal(action.userId, planned) : purpose(action, planned.change);
  const same = planned.same === 0 ? "" : ` ${are(planned.same)} like this already.`;
  const refused = planned.refused === 0 ? "" : ` ${are(planned.refused)} refused.`;
  return `${done}${same}${refused}`;
}

function purpose(action: Exclude<PlanAction, { kind: "offboard" }>, count: number): string {
  const numbers = counted(count, "number");
  switch (action.kind) {
    case "assign":
      return `Assigns ${numbers} to the user ${action.toUserId}.`;
    case "unassign":
      return `Unassigns ${numbers} from ${action.fromUserId === null ? "every holder" : `the user ${action.fromUserId}`}.`;
    case "transfer":
      return `Transfers ${numbers} to the user ${action.toUserId}.`;
    case "label":
      return `Changes the label of the assignments of ${numbers}.`;
    case "reserve":
      return action.reservation === null
        ? `Ends the reservation of ${numbers}.`
        : `Reserves ${numbers} until ${new Date(action.reservation.until).toISOString()}.`;
    case "release":
      return `Releases ${numbers} to the carrier, which cannot be undone.`;
  }
}

/** The first item is everything but the numbers. */
const removal = (userId: string, { change }: FateCounts): string =>
  `Removes the user ${userId}, who holds ${counted(change - 1, "number")}.`;

const are = (count: number): string => `${counted(count, "number")} ${count === 1 ? "is" : "are"}`;
