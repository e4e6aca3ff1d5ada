import type { Answer, Ask } from "../helpers/ask.ts";
import type { HolderInput } from "./holders.ts";
import { placed } from "./holders.ts";

/** One number of one organization, and the users who fight for it. */
export interface Contest {
  readonly organizationId: string;
  readonly line: string;
  readonly userIds: readonly string[];
}

export const doors = ["native", "tether"] as const;
export type Door = (typeof doors)[number];

/** Whether after this answer nobody knows what has happened. */
export type IsUnknown = (answer: Answer) => boolean;

/** Asks for it through a door, and gives the answer in the model's words; undefined when nobody can know. */
export async function perform(
  ask: Ask,
  door: Door,
  contest: Contest,
  input: HolderInput,
  isUnknown: IsUnknown,
): Promise<string | undefined> {
  const { request, body } = toRequest(door, contest, input);
  const answer = await ask(request, body === undefined ? {} : { body }).catch(() => undefined);
  return answer === undefined || isUnknown(answer) ? undefined : toOutput(answer, contest, input);
}

function toRequest(door: Door, { organizationId, line, userIds }: Contest, input: HolderInput) {
  const native = `/registry/v1/organizations/${organizationId}`;
  if (input.verb === "read")
    return { request: `GET ${native}/assignments?number=${encodeURIComponent(line)}` };
  const holder = `${native}/numbers/${line}/holders/${userIds[input.user]}`;
  if (input.verb === "unassign") return { request: `DELETE ${holder}` };
  const isInboundEnabled = input.isInbound;
  if (door === "native" && !input.isTransfer) return { request: `PUT ${holder}`, body: { isInboundEnabled } };
  return {
    request: `POST /api/organizations/${organizationId}/phone-numbers`,
    body: {
      targetUserId: userIds[input.user],
      provider: "twilio",
      phoneNumber: line,
      isDefault: false,
      isInboundEnabled,
      transfer: input.isTransfer ?? false,
    },
  };
}

/** An answer that this request can never have is an error of its own, whatever the history. */
function toOutput(answer: Answer, { userIds }: Contest, input: HolderInput): string {
  const { status, json } = answer;
  if (status === 200) return input.verb === "read" ? stateOf(json.items, userIds) : "done";
  if (json?.code === "assignment_not_found" && status === 404) return "not held";
  const isHeld = json?.code === "number_held" ? status === 409 : json?.error === "Phone number already held";
  if (isHeld) return `held by ${userIds.findIndex((id) => answer.text.includes(`the user ${id}.`))}`;
  throw new Error(`${JSON.stringify(input)} was answered ${status} ${answer.text}`);
}

/** A user who is listed twice gets `x`, which no model gives. */
function stateOf(
  items: readonly { userId: string; isInboundEnabled: boolean }[],
  userIds: readonly string[],
): string {
  let state = "-".repeat(userIds.length);
  for (const { userId, isInboundEnabled } of items) {
    const user = userIds.indexOf(userId);
    const letter = isInboundEnabled ? "i" : "o";
    state = placed(state, user, state[user] === "-" ? letter : "x");
  }
  return state;
}
