import {
  type AssignResult,
  type DisplacedAssignment,
  displacedParts,
} from "../../core/assignments/apply-assignment.ts";
import { component, id, oneOf, Type } from "../../http/mounting/schema.ts";
import { assignmentFields, toAssignment } from "./wire.ts";

export const displacedSchema = Type.Object(
  {
    what: oneOf(displacedParts, {
      description:
        "`default`: no longer the user's default. `inbound`: the user no longer receives on the number. `assignment`: ended.",
    }),
    userId: id(),
    userName: Type.String(),
    numberId: id(),
    line: Type.String(),
    assignmentId: id(),
  },
  component("DisplacedAssignment", "An assignment that lost something to the change."),
);

/** The answer to an assign and a transfer. */
export const assignResultSchema = Type.Object(
  {
    ...assignmentFields,
    displaced: Type.Array(displacedSchema, { description: "What the change took from other assignments." }),
  },
  component("AssignmentResult", "The assignment after the change, and what the change displaced."),
);

export const toAssignResult = ({ assignment, displaced = [] }: AssignResult) => ({
  ...toAssignment(assignment),
  displaced: displaced.map(toDisplaced),
});

export const toDisplaced = ({ what, assignment }: DisplacedAssignment) => ({
  what,
  userId: assignment.userId,
  userName: assignment.userName,
  numberId: assignment.numberId,
  line: assignment.line,
  assignmentId: assignment.id,
});
