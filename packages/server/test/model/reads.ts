import {
  type Assignment,
  assignmentKinds,
  inboundHolderOf,
  openAssignments,
  openAssignmentsAt,
} from "./log/assignments.ts";
import { isSenderId } from "./log/lines.ts";
import { entriesOf, type Log } from "./log/log.ts";
import { liveNumbersOf, numbersOf, stateAt } from "./log/numbers.ts";
import { groupsOfUser, presentUsersOf } from "./log/users.ts";
import type { OperationOf, Read } from "./operations.ts";
import { requireNumber } from "./references.ts";

type ReadHandlers = {
  readonly [Kind in Read["kind"]]: (log: Log, operation: OperationOf<Kind>, now: number) => unknown;
};

/** The decisive fields of a read's response. */
export const read = (log: Log, operation: Read, now: number): unknown =>
  (handlers[operation.kind] as (log: Log, operation: Read, now: number) => unknown)(log, operation, now);

const handlers: ReadHandlers = {
  listAssignments: (log, filter) => openAssignments(log).filter(matches(filter)).map(item),
  listAssignmentsAsOf: (log, filter) => openAssignmentsAt(log, filter.at).filter(matches(filter)).map(item),
  getNumber(log, operation, now) {
    const number = requireNumber(log, operation.number);
    return { number: number.serial, state: stateAt(log, number, now) };
  },
  listNumbers: (log, { state }, now) =>
    numbersOf(log)
      .filter((number) => stateAt(log, number, now) === state)
      .map(({ serial }) => serial),
  listNumberHistory(log, operation) {
    const { serial } = requireNumber(log, operation.number);
    const entries = entriesOf(log, ...assignmentKinds);
    return entries.filter(({ number }) => number === serial).map(({ seq }) => seq);
  },
  tetherListAssignments: (log) =>
    openAssignments(log)
      .filter(({ provider }) => ["twilio", "sinch", "textgrid"].includes(provider))
      .filter(({ number }) => !isSenderId(log, number))
      .map(({ user, number, flags: { isDefault, isInboundEnabled, label } }) =>
        JSON.stringify({ user, number, isDefault, isInboundEnabled, label }),
      )
      .toSorted(),
  telnyxListUsers: (log) =>
    presentUsersOf(log).map(({ serial, status }) => ({
      user: serial,
      status: status === "active" ? "enabled" : status,
      groups: groupsOfUser(log, serial),
    })),
  ippanelListNumbers: (log) =>
    liveNumbersOf(log).map(({ serial }) => ({ number: serial, gets: inboundHolderOf(log, serial) ? 1 : 0 })),
};

const matches =
  (wanted: { readonly user?: number | undefined; readonly provider?: string | undefined }) =>
  ({ user, provider }: Assignment): boolean =>
    (wanted.user === undefined || wanted.user === user) &&
    (wanted.provider === undefined || wanted.provider === provider);

const item = ({ id, user, number, flags, assignedAt, unassignedAt }: Assignment) => ({
  id,
  user,
  number,
  ...flags,
  assignedAt,
  unassignedAt,
});
