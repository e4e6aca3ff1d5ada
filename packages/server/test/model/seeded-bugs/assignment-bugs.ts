import type { SeededBug } from "./seeded-bugs.ts";

/** Who may hold a number, and how: assign, unassign, transfer, reserve, release. */
export const assignmentBugs: readonly SeededBug[] = [
  {
    name: "identical-assign-writes-event",
    file: "core/assignments/apply-assignment.ts",
    find: "if (held && isSame(held, wanted)) return unchanged(held);",
    replace: "",
    description: "An assign that changes nothing writes an event and a new version.",
  },
  {
    name: "displaced-holder-keeps-inbound",
    file: "core/assignments/apply-assignment.ts",
    find: "await updateAssignment(unitOfWork, currentInboundHolder, { isInboundEnabled: false });",
    replace: "",
    description: "An assign that takes inbound leaves it with the former inbound holder too.",
  },
  {
    name: "second-default-allowed",
    file: "core/assignments/apply-assignment.ts",
    find: "if (former === undefined) return displaced;",
    replace: 'if (former === undefined || formerDefault !== "unassigned") return displaced;',
    description: "A user gets a second default at a provider.",
  },
  {
    name: "default-cleared-without-event",
    file: "core/assignments/apply-assignment.ts",
    find: "else await updateAssignment(unitOfWork, former, { isDefault: false });",
    replace:
      "else await unitOfWork.tx.assignments.update(former.id, { ...flagsOf(former), isDefault: false });",
    description: "Clearing the former default writes no event.",
  },
  {
    name: "cooling-blocks-former-holder",
    file: "core/assignments/apply-assignment.ts",
    find: "coolingUntil > unitOfWork.at && formerHolderId !== user.id",
    replace: "coolingUntil > unitOfWork.at",
    description: "The former holder does not get a cooling number back.",
  },
  {
    name: "assign-ignores-active-reservation",
    file: "core/assignments/assignment-rules.ts",
    find: "reservation.until <= at",
    replace: "reservation.until > at",
    description: "A reservation has no effect before its end.",
  },
  {
    name: "reservation-never-expires",
    file: "core/assignments/assignment-rules.ts",
    find: "reservation.until <= at ||",
    replace: "",
    description: "A reservation still blocks an assign after its end.",
  },
  {
    name: "transfer-ignores-cooling",
    file: "core/assignments/transfer-number.ts",
    find: "flags, reason, requiresDirection: true",
    replace: 'flags, reason: reason ?? "transfer", requiresDirection: true',
    description: "A transfer without a reason overrides cooling.",
  },
  {
    name: "transfer-drops-label",
    file: "core/assignments/transfer-number.ts",
    find: "{ ...copied, ...omitUndefined(flags)",
    replace: "{ ...copied, label: null, ...omitUndefined(flags)",
    description: "A transfer does not carry the label over.",
  },
  {
    name: "transfer-displaces-default",
    file: "core/assignments/transfer-number.ts",
    find: "keepsDefault || (held.isDefault && userDefault",
    replace: "keepsDefault || (!held.isDefault && userDefault",
    description: "A transferred default displaces the one that the receiver has.",
  },
  {
    name: "transfer-moves-other-direction",
    file: "core/assignments/transfer-number.ts",
    find: "isFormer(held) && held.isInboundEnabled === movesInbound",
    replace: "isFormer(held)",
    description:
      "A transfer moves whatever the user holds, so a caller can miss that inbound stayed elsewhere.",
  },
  {
    name: "provider-unassign-ends-only-first",
    file: "core/assignments/unassign-number.ts",
    find: "for (const assignment of held) unassigned.push",
    replace: "for (const assignment of held.slice(0, 1)) unassigned.push",
    description: "Unassigning a provider ends only the first of several assignments.",
  },
  {
    name: "release-keeps-claim",
    file: "storage/queries/numbers.ts",
    find: 'this.sql.defer("delete from number_claims where provider = $1 and line = $2", provider, line);',
    replace: "",
    description: "A released line stays claimed, and cannot be added again.",
  },
  {
    name: "ippanel-assign-takes-inbound",
    file: "dialects/ippanel/numbers.ts",
    find: "isNew: true,",
    replace: "isNew: true, takesInbound: true,",
    description: "IPPanel's assign takes inbound from another user instead of failing.",
  },
  {
    name: "tether-keeps-cleared-label",
    file: "dialects/tether/phone-numbers.ts",
    find: 'label === "" ? null : label',
    replace: 'label === "" ? undefined : label',
    description: "Tether's empty label does not clear the label.",
  },
  {
    name: "suspended-organization-accepts-requests",
    file: "core/auth/access.ts",
    find: "if (principal.isOrganizationSuspended) throw",
    replace: "if (principal.isOrganizationSuspended && organizationId === null) throw",
    description: "Credentials of a suspended organization still work.",
  },
];
