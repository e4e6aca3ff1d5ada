import { isDeepStrictEqual } from "node:util";
import { holdersOf } from "../log/assignments.ts";
import { lineAt } from "../log/lines.ts";
import type { Reservation } from "../log/log.ts";
import { numbersOf, numberWithLine } from "../log/numbers.ts";
import { organizationOf } from "../log/organization.ts";
import type { OperationOf } from "../operations.ts";
import { requireLiveNumber, requireUser } from "../references.ts";
import { Rejection, type Transaction } from "../transaction.ts";
import { requireCurrentVersion, type WriteHandlers } from "./handler.ts";

export const inventoryWrites: WriteHandlers<
  "addNumber" | "releaseNumber" | "reserveNumber" | "updateOrganization"
> = {
  addNumber: (transaction, { line }) => {
    const present = numberWithLine(transaction.log, lineAt(line))?.serial;
    return { number: present ?? addLine(transaction, line), isNew: present === undefined };
  },
  releaseNumber,
  reserveNumber,
  updateOrganization,
};

/** Returns the serial of the new number. */
export function addLine(transaction: Transaction, index: number): number {
  const { log, otherLog } = transaction;
  const line = lineAt(index);
  if (!line.isSenderId && numberWithLine(otherLog, line)) throw new Rejection("number_unavailable");
  const number = numbersOf(log).length + 1;
  transaction.append({ kind: "number.added", number, line: index });
  return number;
}

function releaseNumber(transaction: Transaction, operation: OperationOf<"releaseNumber">) {
  const { log, at } = transaction;
  const number = requireLiveNumber(log, operation.number).serial;
  requireCurrentVersion(operation);
  if (holdersOf(log, number).length > 0) throw new Rejection("number_in_use");
  transaction.append({ kind: "number.released", number });
  return { number, releasedAt: at };
}

function reserveNumber(transaction: Transaction, operation: OperationOf<"reserveNumber">) {
  const { log, at } = transaction;
  const number = requireLiveNumber(log, operation.number);
  requireCurrentVersion(operation);
  if (operation.for === "user") requireUser(log, operation.reservee);
  if (operation.for !== "none" && operation.until <= at) throw new Rejection("validation_failed");
  const reservation = toReservation(operation);
  if (!isDeepStrictEqual(reservation, number.reservation))
    transaction.append({ kind: "number.updated", number: number.serial, reservation });
  return { number: number.serial, reservation };
}

function toReservation({ for: kind, reservee, until }: OperationOf<"reserveNumber">): Reservation | null {
  if (kind === "none") return null;
  return {
    user: kind === "user" ? reservee : null,
    email: kind === "email" ? reservee : null,
    until,
  };
}

function updateOrganization(transaction: Transaction, operation: OperationOf<"updateOrganization">) {
  requireCurrentVersion(operation);
  const present = organizationOf(transaction.log);
  const { status = present.status, coolingDays = present.coolingDays } = operation;
  const wanted = { status, coolingDays };
  if (!isDeepStrictEqual(present, wanted)) transaction.append({ kind: "organization.updated", ...wanted });
  return wanted;
}
