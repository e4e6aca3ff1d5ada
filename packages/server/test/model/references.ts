import type { Log } from "./log/log.ts";
import { liveNumbersOf, numbersOf, type PhoneNumber } from "./log/numbers.ts";
import { presentUsersOf, type User } from "./log/users.ts";
import { Rejection } from "./transaction.ts";

/** The user with this serial. Throws when there is none, or the user was removed. */
export function requireUser(log: Log, serial: number): User {
  const found = presentUsersOf(log).find((user) => user.serial === serial);
  if (found === undefined) throw new Rejection("user_not_found");
  return found;
}

/** From 100 on a reference is a line's digit, below 100 a serial; by serial a released number is found too. */
export function requireNumber(log: Log, reference: number): PhoneNumber {
  const [found, another] =
    reference >= 100
      ? liveNumbersOf(log).filter(({ digit }) => digit === reference - 100)
      : numbersOf(log).filter(({ serial }) => serial === reference);
  if (another !== undefined) throw new Rejection("validation_failed");
  if (found === undefined) throw new Rejection("number_not_found");
  return found;
}

export function requireLiveNumber(log: Log, reference: number): PhoneNumber {
  const number = requireNumber(log, reference);
  if (number.releasedAt !== null) throw new Rejection("number_not_found");
  return number;
}
