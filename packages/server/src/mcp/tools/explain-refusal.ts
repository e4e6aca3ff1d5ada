import { part } from "../native-api.ts";
import { defineTool, number, readsOnly, user } from "../tool.ts";
import type { Json } from "./lookups.ts";

export const explainRefusal = defineTool({
  name: "explain_refusal",
  title: "Why a number cannot be assigned",
  description:
    "Lists everything that keeps a user from receiving on a number now, each with what would change that. Changes nothing and plans nothing.",
  input: { number, user: user() },
  annotations: readsOnly,
  async run(api, { number: reference, user: handle }) {
    const { json: found } = await api.get(`/numbers/${part(reference)}`);
    const { json: who } = await api.get(`/users/${part(handle)}`);
    const obstacles = obstaclesOf(found, who, api.now());
    const summary =
      obstacles.length === 0
        ? "Nothing keeps this user from receiving on this number."
        : `${obstacles.length} ${obstacles.length === 1 ? "rule keeps" : "rules keep"} this user from receiving on this number.`;
    return { summary, data: { numberId: found.id, userId: who.id, obstacles } };
  },
});

interface Obstacle {
  /** The code of the error that an assignment would have. */
  readonly code: string;
  readonly why: string;
  readonly remedy: string;
}

/** In the order in which an assignment would report them. */
function obstaclesOf(found: Json, who: Json, now: number): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  const add = (code: string, why: string, remedy: string) => obstacles.push({ code, why, remedy });
  if (found.state === "released")
    add(
      "number_not_found",
      "The number was released to the carrier.",
      "A superadmin can add the line again.",
    );
  if (who.kind !== "person") add("person_required", "The user is a service user.", "Choose a person.");
  if (who.status !== "active")
    add("user_inactive", `The user is ${who.status}.`, "Activate the user, or choose another one.");
  if (found.kind === "alphanumeric")
    add(
      "inbound_not_supported",
      "Nobody can receive on a sender id.",
      "Assign it with isInboundEnabled false.",
    );
  const inbound = found.holders.find((holder: Json) => holder.isInboundEnabled && holder.userId !== who.id);
  if (inbound !== undefined)
    add(
      "number_held",
      `Calls and messages go to the user ${inbound.userId}.`,
      "Transfer the number, or assign it with takesInbound or with isInboundEnabled false.",
    );
  const { reservedFor, holders } = found;
  const holds = holders.some((holder: Json) => holder.userId === who.id);
  const isForUser =
    reservedFor?.userId === who.id ||
    (reservedFor?.email && who.email && reservedFor.email.toLowerCase() === who.email.toLowerCase());
  if (reservedFor && !holds && !isForUser && Date.parse(reservedFor.until) > now)
    add(
      "number_reserved",
      `The number is reserved until ${reservedFor.until}.`,
      "Give a reason, or end the reservation.",
    );
  if (found.state === "cooling" && Date.parse(found.coolingUntil) > now)
    add(
      "number_cooling",
      `The number is cooling down until ${found.coolingUntil}, except for its former holder.`,
      "Wait, or give a reason.",
    );
  return obstacles;
}
