import { setImmediate } from "node:timers/promises";
import type { CarrierAccount, UserId } from "../../model.ts";
import type { AssignedLine } from "../../routing/route-input.ts";
import { type CountryOf, loadCountries } from "../../text/country-of.ts";
import { e164 } from "../../text/line-kind.ts";
import { lookUpOutbound, type Outbound } from "../routing/route-lookups.ts";
import type { CallStep } from "./call.ts";
import { type CallRouting, policyAccountOf } from "./call-routing.ts";
import { numbersProviderOf } from "./numbers-provider.ts";
import { telephonyContext } from "./telephony-context.ts";
import { announceStep } from "./unanswered-call.ts";

/** Time of one turn of the event loop that a search can take, in milliseconds. */
const sliceMs = 2;
/** A person who calls waits longer than the account lets its users' endpoints ring. */
const ringSeconds = 60;

export interface DialOut {
  readonly step: CallStep;
  /** Undefined when the call is not permitted. */
  readonly caller?: DialOutCaller | undefined;
}

export interface DialOutCaller {
  readonly userId: UserId;
  readonly outbound: Outbound;
  readonly from: AssignedLine;
  readonly policy: CarrierAccount;
}

/**
 * Decides a call that a client starts. It is permitted when exactly one active user of the account's organization has the
 * endpoint and has a number to call from at this provider, and the called number is in the country of that number or in
 * one that the account permits.
 */
export async function decideDialOut(routing: CallRouting, client: string): Promise<DialOut> {
  const { call, urls } = routing;
  // Before the lookup, which would otherwise need the database.
  const countryOf = await loadCountries();
  const caller = e164.test(call.to) ? await findDialOutCaller(routing, client) : undefined;
  if (caller === undefined || !mayCall(caller, call.to, countryOf))
    return { step: announceStep(routing, "notPermitted") };
  const step = {
    kind: "ring",
    targets: [{ kind: "phone", line: call.to }],
    seconds: ringSeconds,
    callerId: caller.from.line,
    isRecorded: caller.policy.recordsCalls,
    nextUrl: urls.next("tried"),
    statusUrl: urls.status,
  } as const;
  return { step, caller };
}

/** The user who calls and the number that they call from. */
export async function findDialOutCaller(
  routing: CallRouting,
  client: string,
): Promise<DialOutCaller | undefined> {
  const { services, account, call } = routing;
  const userId = await onlyUserOf(routing, `client:${client}`);
  if (userId === undefined) return undefined;
  const provider = numbersProviderOf(account);
  const context = telephonyContext(services, account);
  const outbound = await lookUpOutbound(context, { userId, provider, to: call.to });
  const { from, organizationId } = outbound;
  return from === null
    ? undefined
    : { userId, outbound, from, policy: policyAccountOf(services, account, organizationId) };
}

/** Undefined when no user has the endpoint, or several have. */
async function onlyUserOf({ services, account }: CallRouting, endpoint: string): Promise<UserId | undefined> {
  const { snapshot } = services.routeIndexSync;
  if (snapshot === undefined) return undefined;
  const { organizationId } = account;
  const search = snapshot.index.searchEndpoint({ endpoint, organizationId, countMax: 2 });
  let endsAt = performance.now() + sliceMs;
  for (let next = search.next(); ; next = search.next()) {
    if (next.done) return next.value.length === 1 ? next.value[0] : undefined;
    if (performance.now() < endsAt) continue;
    await setImmediate();
    endsAt = performance.now() + sliceMs;
  }
}

function mayCall({ policy, from }: DialOutCaller, to: string, countryOf: CountryOf): boolean {
  const country = countryOf(to);
  if (country === undefined) return false;
  return country === countryOf(from.line) || policy.dialOutCountries.includes(country);
}
