import { isSameEmail } from "../../text/email.ts";
import {
  inboundNotSupported,
  invalidArguments,
  numberHeld,
  numberNotFound,
  numberReserved,
  userInactive,
} from "../kernel/errors.ts";
import { canReceive } from "../numbers/line.ts";
import { canTransition, stateOf } from "../numbers/number-state.ts";
import { requirePerson } from "../users/find-user.ts";
import type { AssignmentAttempt } from "./assignment-attempt.ts";

/** Throws the error of the first rule that forbids the assignment. Cooling is checked separately. */
export function requireAllowed(attempt: AssignmentAttempt): void {
  for (const rule of rules) rule(attempt);
}

/** In the order in which their errors take precedence. */
const rules: readonly ((attempt: AssignmentAttempt) => void)[] = [
  function requireNotReleased({ number, at }) {
    if (!canTransition(stateOf(number, number.isHeld, at), "assigned")) throw numberNotFound();
  },
  function requireActivePerson({ user }) {
    requirePerson(user);
    if (user.status !== "active") throw userInactive();
  },
  function requireDirection({ requiresDirection, wanted }) {
    if (requiresDirection && !wanted.isInboundEnabled && !wanted.isOutboundEnabled) throw noDirection();
  },
  function requireInboundPossible({ number, wanted }) {
    if (wanted.isInboundEnabled && !canReceive(number.line)) throw inboundNotSupported();
  },
  function requireInboundFree({ wanted, currentInboundHolder, takesInbound }) {
    if (wanted.isInboundEnabled && currentInboundHolder && !takesInbound)
      throw numberHeld(currentInboundHolder);
  },
  function requireNotReserved({ number: { reservation }, user, held, at, reason }) {
    if (held || !reservation || reservation.until <= at || reason !== undefined) return;
    const { userId, email, until } = reservation;
    const isReservedForUser =
      userId === user.id || (email !== null && user.email !== null && isSameEmail(email, user.email));
    if (!isReservedForUser) throw numberReserved(until);
  },
];

const noDirection = () =>
  invalidArguments({
    argument: "isOutboundEnabled",
    rule: "mismatch",
    problem:
      "must be true when isInboundEnabled is false: a holder receives on the number, calls from it, or both",
  });
