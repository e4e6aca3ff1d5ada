import { type Log, lastEventAt } from "./log/log.ts";
import { offboardingOf, offboardingsOf } from "./log/offboardings.ts";
import { dayMs, organizationOf } from "./log/organization.ts";
import { dialectOf, isBySuperadmin, isRead, type Operation, type Write } from "./operations.ts";
import { read } from "./reads.ts";
import { requireLiveNumber, requireUser } from "./references.ts";
import { Rejection, Transaction } from "./transaction.ts";
import { logOf, type StoredResponse, type World, withLog } from "./world.ts";
import { write } from "./writes/writes.ts";

export interface Expected {
  /** "ok", or the code of the error. */
  readonly code: string;
  /** The decisive fields of the response. */
  readonly response?: unknown;
}

/** The world after an operation, and the response that the app must send. A rejection changes nothing. */
export function step(
  world: World,
  operation: Operation,
  now: number,
  fingerprint: string,
): readonly [World, Expected] {
  try {
    requireAccess(world, operation);
    if (isRead(operation)) {
      const response = read(logOf(world, operation.org), operation, now);
      return [world, { code: "ok", response }];
    }
    requireValid(world, operation);
    const [after, response] = withIdempotency(world, operation, now, fingerprint);
    return [after, { code: "ok", response }];
  } catch (error) {
    if (error instanceof Rejection) return [world, { code: error.code }];
    throw error;
  }
}

function requireAccess({ logs }: World, operation: Operation): void {
  if (isBySuperadmin(operation)) return;
  const caller = operation.isForeign ? 1 - operation.org : operation.org;
  if (operation.kind === "addNumber") throw new Rejection("insufficient_role");
  if (organizationOf(logs[caller as 0 | 1]).status === "suspended")
    throw new Rejection("organization_suspended");
  if (operation.isForeign) throw new Rejection("organization_not_found");
}

function requireValid(world: World, operation: Write): void {
  if (!isValid(world, operation)) throw new Rejection("validation_failed");
}

function isValid(world: World, operation: Write): boolean {
  switch (operation.kind) {
    case "updateOrganization":
      return operation.coolingDays !== undefined || operation.status !== undefined;
    case "setUserStatus":
      return operation.status !== "removed";
    case "setEndpoints":
      return new Set(operation.endpoints).size === operation.endpoints.length;
    case "ippanelAssign":
    case "ippanelUnassign":
      return existBoth(world, operation);
    default:
      return true;
  }
}

/** IPPanel looks both names up first; no released number and no removed user has one. */
function existBoth(world: World, { org, user, number }: Write & { user: number; number: number }): boolean {
  try {
    requireUser(logOf(world, org), user);
    requireLiveNumber(logOf(world, org), number);
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
}

/**
 * For a day, a request with the key of an earlier one gets the earlier response, and changes nothing. A retry of a
 * removal through Telnyx has no key of the client's own: it gets the earlier response for five minutes, while the user
 * is still removed by that request.
 */
function withIdempotency(
  world: World,
  operation: Write,
  now: number,
  fingerprint: string,
): readonly [World, unknown] {
  const at = Math.max(now, lastEventAt(logOf(world, operation.org)));
  const name = idempotencyKey(operation);
  if (name === undefined) return perform(world, operation, at);
  const credential = isBySuperadmin(operation) ? "superadmin" : `owner ${operation.org}`;
  const isSameKey = (it: StoredResponse) => it.credential === credential && it.key === name;
  const valid = world.storedResponses.filter(
    (it) =>
      it.credential !== credential ||
      (it.at >= at - dayMs &&
        !(isSameKey(it) && mustExecute(operation, logOf(world, operation.org), it, at))),
  );
  const stored = valid.find(isSameKey);
  if (stored && stored.fingerprint !== fingerprint) throw new Rejection("idempotency_key_reused");
  if (stored) return [{ ...world, storedResponses: valid }, stored.response];
  const [after, response] = perform(world, operation, at);
  const offboardings = offboardingsOf(logOf(after, operation.org)).length;
  const added = { credential, key: name, fingerprint, response, offboardings, at };
  return [{ ...after, storedResponses: [...valid, added] }, response];
}

/** A removal through Telnyx has a key of its own, because that vendor's client repeats it without one. */
function idempotencyKey(operation: Write): string | undefined {
  const key =
    operation.kind === "telnyxRemoveUser" ? (operation.key ?? `retry ${operation.user}`) : operation.key;
  return key && `${dialectOf(operation)} ${key}`;
}

const derivedKeyMs = 5 * 60 * 1000;

/** A removal without a client's key is executed unless it is a retry of a removal that still holds. */
function mustExecute(operation: Write, log: Log, { offboardings, at: storedAt }: StoredResponse, at: number) {
  if (operation.kind !== "telnyxRemoveUser" || operation.key !== undefined) return false;
  const isCurrent = offboardingOf(log, offboardings)?.status === "applied";
  return !operation.isRetry || storedAt < at - derivedKeyMs || !isCurrent;
}

function perform(world: World, operation: Write, at: number): readonly [World, unknown] {
  const { org, reason } = operation;
  const transaction = new Transaction({
    log: logOf(world, org),
    otherLog: logOf(world, org === 0 ? 1 : 0),
    at,
    dialect: dialectOf(operation),
    reason,
  });
  const response = write(transaction, operation);
  return [withLog(world, org, transaction.log), response];
}
