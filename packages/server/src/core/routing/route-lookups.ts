import type { OrganizationId, Provider, UserId } from "../../model.ts";
import { readCallLoops } from "../../routing/call-loops.ts";
import { answerInbound, type InboundAnswer } from "../../routing/inbound.ts";
import { answerOutbound, type OutboundAnswer } from "../../routing/outbound.ts";
import { answerOutboundCall, type OutboundPolicy } from "../../routing/outbound-call.ts";
import { idsOfPlainLine, type PlainLine } from "../../routing/plain-line.ts";
import type { LineRouteInput, UserRouteInput } from "../../routing/route-input.ts";
import type { RouteSnapshotSource } from "../../routing/route-snapshot.ts";
import type { RouteReader, StoredLine } from "../../storage/store.ts";
import { type CountryOf, countriesIfLoaded, loadCountries } from "../../text/country-of.ts";
import { type Principal, requirePermission } from "../auth/access.ts";
import type { Context } from "../kernel/context.ts";
import type { LookupCounter } from "./lookup-counts.ts";

export { type InboundAnswer, inboundRules } from "../../routing/inbound.ts";
export { lineKey, lineKeyOfBytes, lineOf } from "../../routing/memory/line-key.ts";
export { type OutboundAnswer, outboundRules } from "../../routing/outbound.ts";
export { type OutboundPolicy, outboundPolicies } from "../../routing/outbound-call.ts";
export { endpointSeparator, idsOfPlainLine, PlainLine } from "../../routing/plain-line.ts";

/** Where an answer was looked up, and how old the data may be. */
export interface AnswerSource {
  readonly source: "memory" | "database";
  readonly ageMs: number;
}

export interface Line {
  readonly provider: Provider;
  readonly line: string;
}

export type OutboundUser = OutboundCall & {
  readonly userId: UserId;
  /** A user of another organization is unknown. By default any that the caller sees. */
  readonly organizationId?: OrganizationId | undefined;
};
/** From a number at one provider, or to a number that is called. */
export type OutboundCall = OutboundAtProvider | OutboundTo;
interface OutboundAtProvider {
  readonly provider: Provider;
  readonly to?: undefined;
  readonly policy?: undefined;
}
interface OutboundTo {
  /** Only numbers at this provider; by default at every one. */
  readonly provider?: Provider | undefined;
  /** The number that is called, in E.164 format. */
  readonly to: string;
  /** `sameCountry` by default. */
  readonly policy?: OutboundPolicy | undefined;
}

export type Inbound = InboundAnswer & AnswerSource;
export type Outbound = OutboundAnswer & AnswerSource;

/** What a lookup from memory needs. Every Context has it; a lookup thread has nothing else. */
export interface MemoryContext {
  readonly principal: Principal;
  readonly services: {
    readonly routeIndexSync: RouteSnapshotSource;
    readonly lookupCounts: LookupCounter;
    readonly now: () => number;
  };
}

/**
 * Looks up who answers a line. A router and a superadmin see every organization; to an admin, another organization's
 * line looks like an unknown one. Answers from memory, synchronously, unless `isFresh` is set or memory cannot decide.
 */
export function lookUpInbound(context: Context, line: Line, isFresh = false): Inbound | Promise<Inbound> {
  context.require("routes:read");
  const fromMemory = isFresh ? undefined : findInboundInMemory(context, line);
  if (fromMemory !== undefined) return fromMemory;
  const { routes } = context.services.store.platform;
  return routes
    .line(line.provider, line.line)
    .then((stored) => stored && withCallLoops(routes, stored))
    .then((stored) => inboundAnswer(context, stored, databaseSource));
}

async function withCallLoops(routes: RouteReader, stored: StoredLine): Promise<LineRouteInput> {
  const { organizationId, holders } = stored;
  const holder = holders.find((it) => it.isInboundEnabled && it.userStatus === "active");
  if (holder === undefined) return { ...stored, callLoops: [] };
  const user = { id: holder.userId, endpoints: holder.endpoints };
  const callLoops = await readCallLoops(user, (lines) => routes.inboundHolders(organizationId, lines));
  return { ...stored, callLoops };
}

/** Looks up the number a user calls from, at one provider or to call a number; otherwise like `lookUpInbound`. */
export function lookUpOutbound(
  context: Context,
  user: OutboundUser,
  isFresh = false,
): Outbound | Promise<Outbound> {
  context.require("routes:read");
  const fromMemory = isFresh ? undefined : findOutboundInMemory(context, user);
  return fromMemory ?? findOutbound(context, user, isFresh);
}

async function findOutbound(context: Context, user: OutboundUser, isFresh: boolean): Promise<Outbound> {
  const countryOf = user.to === undefined ? ofNoCountry : await loadCountries();
  const fromMemory = isFresh ? undefined : findOutboundInMemory(context, user);
  if (fromMemory !== undefined) return fromMemory;
  const input = await context.services.store.platform.routes.user(user.userId, user.provider);
  return outboundAnswer(context, user, { input, countryOf, source: databaseSource });
}

/** Undefined when memory cannot answer: the index is not built yet, or several organizations claim the line. */
export function lookUpInboundInMemory(context: MemoryContext, line: Line): Inbound | undefined {
  requirePermission(context.principal, "routes:read");
  return findInboundInMemory(context, line);
}

/** Undefined when memory cannot answer: the index is not built yet, or the numbering plans are not loaded. */
export function lookUpOutboundInMemory(context: MemoryContext, user: OutboundUser): Outbound | undefined {
  requirePermission(context.principal, "routes:read");
  return findOutboundInMemory(context, user);
}

/**
 * Fills `target` when memory has a plain answer for the line with this key: the rule is `inboundHolder`, and none is
 * overridden. Returns the age in milliseconds; undefined when `lookUpInboundInMemory` has to answer.
 */
export function lookUpPlainInMemory(
  context: MemoryContext,
  provider: Provider,
  key: number,
  target: PlainLine,
): number | undefined {
  requirePermission(context.principal, "routes:read");
  const { snapshot } = context.services.routeIndexSync;
  if (snapshot === undefined || !snapshot.index.plainLine(provider, key, target)) return undefined;
  const { organizationId } = context.principal;
  if (organizationId !== null && organizationId !== idOf(target.ids, idsOfPlainLine.organization))
    return undefined;
  context.services.lookupCounts.inbound("inboundHolder");
  return snapshot.ageMs;
}

const idOf = (words: Uint32Array, at: number): string =>
  [0, 1, 2].map((part) => (words[at + part] ?? 0).toString(16).padStart(8, "0")).join("");

function findInboundInMemory(context: MemoryContext, { provider, line }: Line): Inbound | undefined {
  const { snapshot } = context.services.routeIndexSync;
  if (snapshot === undefined) return undefined;
  const input = snapshot.index.line(provider, line);
  const source = { source: "memory", ageMs: snapshot.ageMs } as const;
  if (input === undefined || "holders" in input) return inboundAnswer(context, input, source);
  // To a caller of none of the claimants, the source of the answer must not reveal that the line is contested.
  const isClaimant = input.claimants.some((organizationId) => isVisible(context, organizationId));
  return isClaimant ? undefined : inboundAnswer(context, undefined, source);
}

function findOutboundInMemory(context: MemoryContext, user: OutboundUser): Outbound | undefined {
  const { snapshot } = context.services.routeIndexSync;
  const countryOf = user.to === undefined ? ofNoCountry : countriesIfLoaded();
  if (snapshot === undefined || countryOf === undefined) return undefined;
  const source = { source: "memory", ageMs: snapshot.ageMs } as const;
  const input = snapshot.index.user(user.userId, user.provider);
  return outboundAnswer(context, user, { input, countryOf, source });
}

/** For lookups without a number that is called. */
const ofNoCountry: CountryOf = () => undefined;

function inboundAnswer(
  context: MemoryContext,
  input: LineRouteInput | undefined,
  source: AnswerSource,
): Inbound {
  const { lookupCounts, now } = context.services;
  const visible = input && isVisible(context, input.organizationId) ? input : undefined;
  const answer = answerInbound(visible, now());
  lookupCounts.inbound(answer.why.rule);
  return { ...answer, ...source };
}

interface OutboundInput {
  readonly input: UserRouteInput | undefined;
  readonly countryOf: CountryOf;
  readonly source: AnswerSource;
}

function outboundAnswer(
  context: MemoryContext,
  { to, policy = "sameCountry", provider, organizationId }: OutboundUser,
  { input, countryOf, source }: OutboundInput,
): Outbound {
  const isWanted = organizationId === undefined || input?.organizationId === organizationId;
  const visible = input && isWanted && isVisible(context, input.organizationId) ? input : undefined;
  const answer =
    to === undefined
      ? answerOutbound(visible)
      : answerOutboundCall(visible, { to, policy, provider }, countryOf);
  context.services.lookupCounts.outbound(answer.why.rule);
  return { ...answer, ...source };
}

const isVisible = ({ principal }: MemoryContext, organizationId: OrganizationId): boolean =>
  principal.organizationId === null || principal.organizationId === organizationId;

const databaseSource: AnswerSource = { source: "database", ageMs: 0 };
