import { type AssignRequest, assign, unassigned } from "../assign.ts";
import {
  type Assignment,
  assignmentOf,
  assignmentsOf,
  defaultOf,
  heldBy,
  isOpen,
} from "../log/assignments.ts";
import { isSenderId, lineAt } from "../log/lines.ts";
import { numberWithLine } from "../log/numbers.ts";
import type { OperationOf } from "../operations.ts";
import { requireNumber, requireUser } from "../references.ts";
import { Rejection, type Transaction } from "../transaction.ts";
import { omitUndefined, requireCurrentVersion, type WriteHandlers } from "./handler.ts";
import { addLine } from "./inventory.ts";

export const assignmentWrites: WriteHandlers<
  | "assign"
  | "ippanelAssign"
  | "tetherAssign"
  | "transfer"
  | "unassign"
  | "ippanelUnassign"
  | "tetherUnassignProvider"
> = {
  assign: (transaction, operation) =>
    assignPair(transaction, operation, {
      flags: omitUndefined(operation.flags),
      isVersionStale: operation.ifMatch === "stale",
      requiresDirection: true,
    }),
  ippanelAssign: (transaction, operation) =>
    assignPair(transaction, operation, {
      flags: { isOutboundEnabled: operation.send, isInboundEnabled: operation.gets },
      isNew: true,
    }),
  tetherAssign,
  transfer,
  unassign,
  ippanelUnassign: unassign,
  tetherUnassignProvider,
};

function assignPair(
  transaction: Transaction,
  pair: { readonly user: number; readonly number: number },
  request: Omit<AssignRequest, "user" | "number">,
) {
  const user = requireUser(transaction.log, pair.user).serial;
  const number = requireNumber(transaction.log, pair.number).serial;
  return decisiveFields(assign(transaction, { ...request, user, number }).assignment);
}

/** A line that no organization has is added; the user's former default at the provider is unassigned. */
function tetherAssign(transaction: Transaction, operation: OperationOf<"tetherAssign">) {
  const { isDefault = true, isInboundEnabled = true, label, transfer: takesInbound } = operation;
  const user = requireUser(transaction.log, operation.user).serial;
  const number =
    numberWithLine(transaction.log, lineAt(operation.line))?.serial ?? addLine(transaction, operation.line);
  const flags = omitUndefined({ isDefault, isInboundEnabled, label: label === "" ? null : label });
  const request = { user, number, flags, unassignsFormerDefault: true, takesInbound };
  return decisiveFields(assign(transaction, request).assignment);
}

function transfer(transaction: Transaction, operation: OperationOf<"transfer">) {
  const from = requireUser(transaction.log, operation.from).serial;
  const user = requireUser(transaction.log, operation.to).serial;
  const number = requireNumber(transaction.log, operation.number).serial;
  if (from === user) throw new Rejection("validation_failed");
  const former = assignmentOf(transaction.log, from, number);
  const { isInboundEnabled: movesInbound = !isSenderId(transaction.log, number) } = operation.flags;
  if (former?.flags.isInboundEnabled !== movesInbound) throw new Rejection("holder_changed");
  requireCurrentVersion(operation);
  const isReceiving = assignmentOf(transaction.log, user, number)?.flags.isInboundEnabled === true;
  const isInboundEnabled = movesInbound || isReceiving;
  const ownDefault = defaultOf(transaction.log, user, former.provider);
  const keepsDefault = former.flags.isDefault && ownDefault !== undefined && ownDefault.number !== number;
  const copied = { ...former.flags, isDefault: keepsDefault ? undefined : former.flags.isDefault };
  const flags = omitUndefined({ ...copied, ...omitUndefined(operation.flags), isInboundEnabled });
  transaction.append(unassigned(former));
  return decisiveFields(assign(transaction, { user, number, flags, requiresDirection: true }).assignment);
}

function unassign(transaction: Transaction, operation: OperationOf<"unassign" | "ippanelUnassign">) {
  const user = requireUser(transaction.log, operation.user).serial;
  const number = requireNumber(transaction.log, operation.number).serial;
  const assignment = assignmentOf(transaction.log, user, number);
  if (assignment === undefined) throw new Rejection("assignment_not_found");
  requireCurrentVersion(operation);
  transaction.append(unassigned(assignment));
  return decisiveFields(assignmentsOf(transaction.log)[assignment.id - 1] as Assignment);
}

function tetherUnassignProvider(
  transaction: Transaction,
  { user, provider }: OperationOf<"tetherUnassignProvider">,
) {
  const { serial } = requireUser(transaction.log, user);
  const held = heldBy(transaction.log, serial).filter(
    (it) => it.provider === provider && !isSenderId(transaction.log, it.number),
  );
  if (held.length === 0) throw new Rejection("no_assignment_on_provider");
  for (const assignment of held) transaction.append(unassigned(assignment));
  return {};
}

const decisiveFields = (assignment: Assignment) => ({
  user: assignment.user,
  number: assignment.number,
  ...assignment.flags,
  isOpen: isOpen(assignment),
});
