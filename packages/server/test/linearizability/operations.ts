import type { Answer, Ask } from "../helpers/ask.ts";
import type { HolderInput } from "./holders.ts";
import { withLetter } from "./holders.ts";

/** A number that several users compete for. */
export interface ContestedNumber {
  readonly organizationId: string;
  readonly line: string;
  readonly userIds: readonly string[];
}

export const dialects = ["native", "tether"] as const;
export type Dialect = (typeof dialects)[number];

/** Whether the outcome is unknown after this answer. */
export type IsUnknown = (answer: Answer) => boolean;

/** Performs the operation in a dialect. Returns the model's output, or undefined when the outcome is unknown. */
export async function perform(
  ask: Ask,
  dialect: Dialect,
  number: ContestedNumber,
  input: HolderInput,
  isUnknown: IsUnknown,
): Promise<string | undefined> {
  const { request, body } = toRequest(dialect, number, input);
  const answer = await ask(request, body === undefined ? {} : { body }).catch(() => undefined);
  return answer === undefined || isUnknown(answer) ? undefined : toOutput(answer, number, input);
}

function toRequest(dialect: Dialect, { organizationId, line, userIds }: ContestedNumber, input: HolderInput) {
  const native = `/registry/v1/organizations/${organizationId}`;
  if (input.verb === "read")
    return { request: `GET ${native}/assignments?number=${encodeURIComponent(line)}` };
  const holder = `${native}/numbers/${line}/holders/${userIds[input.user]}`;
  if (input.verb === "unassign") return { request: `DELETE ${holder}` };
  const isInboundEnabled = input.isInbound;
  if (dialect === "native" && !input.isTransfer)
    return { request: `PUT ${holder}`, body: { isInboundEnabled } };
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

/** Throws when the answer is one that this request never gets, whatever the history. */
function toOutput(answer: Answer, { userIds }: ContestedNumber, input: HolderInput): string {
  const { status, json } = answer;
  if (status === 200) return input.verb === "read" ? stateOf(json.items, userIds) : "done";
  if (json?.code === "assignment_not_found" && status === 404) return "not held";
  const isHeld = json?.code === "number_held" ? status === 409 : json?.error === "Phone number already held";
  if (isHeld) return `held by ${userIds.findIndex((id) => answer.text.includes(`the user ${id}.`))}`;
  throw new Error(`unexpected answer to ${JSON.stringify(input)}: ${status} ${answer.text}`);
}

/** A user who is listed twice gets the letter `x`, which the model never outputs. */
function stateOf(
  items: readonly { userId: string; isInboundEnabled: boolean }[],
  userIds: readonly string[],
): string {
  let state = "-".repeat(userIds.length);
  for (const { userId, isInboundEnabled } of items) {
    const user = userIds.indexOf(userId);
    const letter = isInboundEnabled ? "i" : "o";
    state = withLetter(state, user, state[user] === "-" ? letter : "x");
  }
  return state;
}
