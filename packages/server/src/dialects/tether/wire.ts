import { lineFormat } from "../../core/numbers/line.ts";
import { flag, id, oneOf, optional, Type, text, wholeNumber } from "../../http/mounting/schema.ts";
import type { AssignmentDetails } from "../../model.ts";

/** Tether's voice providers; whatever else the organization holds does not exist here. */
export const tetherProviders = ["twilio", "sinch", "textgrid"] as const;
const provider = () => oneOf(tetherProviders);

export const errorSchema = Type.Object({ error: Type.String(), details: Type.String() });

/** https://docs.tetherai.ca, schema OrgPhoneNumberAssignment. `label` is there only when there is one. */
export const assignmentSchema = Type.Object({
  userId: Type.String(),
  userName: Type.String(),
  userEmail: Type.String(),
  provider: provider(),
  phoneNumber: Type.String(),
  isDefault: Type.Boolean(),
  isInboundEnabled: Type.Boolean(),
  label: optional(Type.String()),
});

export function toAssignment(it: AssignmentDetails) {
  return {
    userId: it.userId,
    userName: it.userName,
    userEmail: it.userEmail,
    provider: it.provider,
    phoneNumber: it.line,
    isDefault: it.isDefault,
    isInboundEnabled: it.isInboundEnabled,
    label: it.label ?? undefined,
  };
}

export const mutationSchema = Type.Object({ success: Type.Literal(true), message: Type.String() });
export const done = (message: string) => ({ success: true as const, message });

export const organizationPath = Type.Object({ organizationId: id() });
export const slotPath = Type.Object({ organizationId: id(), targetUserId: id(), provider: provider() });

/** Ours: they narrow the list, and cut it into pages. */
export const listQuery = Type.Object({
  provider: optional(provider()),
  userId: optional(id()),
  limit: optional(wholeNumber(1, 10_000)),
  cursor: optional(Type.String({ maxLength: 2000 })),
});

/** https://docs.tetherai.ca, schema OrgAssignPhoneNumberRequest. Fields it does not name are ignored. */
export const assignBody = Type.Object(
  {
    targetUserId: id(),
    provider: provider(),
    phoneNumber: Type.String({ pattern: "^\\+[1-9][0-9]{6,14}$", "x-expected": lineFormat("twilio") }),
    isDefault: optional(flag()),
    isInboundEnabled: optional(flag()),
    label: optional(text({ min: 0, max: 200 })),
    transfer: optional(
      flag({ description: "Ours: takes inbound from the user who has it, in the same transaction." }),
    ),
  },
  { additionalProperties: true, "x-expected": "a JSON object" },
);
