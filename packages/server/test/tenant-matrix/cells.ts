import type { Route } from "../helpers/routes.ts";
import type { Form } from "./expectations.ts";
import {
  type Caller,
  type MatrixWorld,
  type Names,
  type Noun,
  nouns,
  type Place,
  type Tenant,
} from "./world.ts";

export type Places = Partial<Record<Noun, Place>>;

/** One request of the matrix. */
export interface Cell {
  readonly route: Route;
  readonly form: Form;
  /** The lowest role that the route accepts in any form. */
  readonly routeAdmits: Form["admits"];
  readonly caller: Caller;
  readonly places: Places;
  readonly isByLine: boolean;
}

const nounOfParameter: Readonly<Record<string, Noun>> = {
  organization: "organization",
  organizationId: "organization",
  user: "user",
  targetUserId: "user",
  id: "user",
  number: "number",
  group: "group",
  apiKey: "key",
  invitation: "invitation",
  offboarding: "offboarding",
  plan: "plan",
  block: "block",
  session: "session",
  savedView: "savedView",
  job: "job",
  webhook: "webhook",
  carrierAccount: "carrierAccount",
  carrierSync: "carrierSync",
  carrierSyncItem: "carrierSync",
  import: "import",
};

const parametersOf = (route: Route): string[] =>
  [...route.url.matchAll(/(?<!:):(\w+)/g)].map(([, name = ""]) => name);
const hasOrganization = (route: Route): boolean => /:organization/.test(route.url);
/** The dialects whose credential determines the organization. */
const isOfOneOrganization = (route: Route): boolean => /^\/v[12]\//.test(route.url);

/** Every caller × every owner of each ID in the request: each organization, and an unknown ID. */
export function* cellsOf(route: Route, forms: readonly Form[], callers: readonly Caller[]): Generator<Cell> {
  for (const form of forms) yield* cellsOfForm(route, forms, form, callers);
}

function* cellsOfForm(
  route: Route,
  forms: readonly Form[],
  form: Form,
  callers: readonly Caller[],
): Generator<Cell> {
  const [routeAdmits = form.admits] = forms
    .map(({ admits }) => admits)
    .toSorted((a, b) => ranks[a] - ranks[b]);
  const ofPath = parametersOf(route).flatMap((name) => nounOfParameter[name] ?? []);
  const held = nouns.filter((noun) => ofPath.includes(noun) || form.holds?.includes(noun));
  for (const caller of callers)
    for (const places of combinations(held, form))
      for (const isByLine of form.byLine ? [false, true] : [false])
        yield { route, form, routeAdmits, caller, places, isByLine };
}

function combinations([noun, ...rest]: readonly Noun[], form: Form): Places[] {
  if (noun === undefined) return [{}];
  const places: Place[] = ["acme", "rival", "nobody"];
  if (noun === "user" && form.admits === "self") places.push("self");
  return combinations(rest, form).flatMap((others) => places.map((place) => ({ [noun]: place, ...others })));
}

/** The organization of the request, if there is one for this caller. */
export function tenantOf({ route, caller, places }: Cell): Tenant | undefined {
  if (!hasOrganization(route)) return caller.tenant;
  const place = places.organization as Tenant | "nobody";
  const seesAll = caller.role === "superadmin" && caller.tenant === undefined;
  const isHis = seesAll || place === caller.tenant;
  return isHis && place !== "nobody" ? place : undefined;
}

export function expectedStatus(cell: Cell): number {
  const { route, form, caller } = cell;
  if (caller.isSuspended) return 403;
  if (caller.role === undefined) return 401;
  if (caller.isSession && !route.url.startsWith("/registry/v1/")) return 401;
  if (form.ofCaller) return statusOfCaller(cell);
  const isForRouters = form.seesAll || form.admits === "router";
  if (caller.role === "router" && isForRouters) return form.done;
  if (caller.role === "invitee" || form.admits === "invitee")
    return caller.role === form.admits ? form.done : 403;
  const isOwnOnly = cell.routeAdmits === "self" || form.forAuditors;
  if (caller.role === "auditor" && !isRead(cell) && !isOwnOnly) return 403;
  if (ranks[caller.role] < ranks[cell.routeAdmits] || isOutOfScope(cell)) return 403;
  if (caller.role === "superadmin" && isOfOneOrganization(route)) return 403;
  if (hasOrganization(route) && tenantOf(cell) === undefined)
    return route.method === "GET" && route.url.startsWith("/api/") ? 400 : 404;
  const mayNot = ranks[caller.role] < ranks[form.admits] || isWriteOfAuditor(cell) || isAboutAnother(cell);
  if (mayNot && form.hidesOthers) return 404;
  if (mayNot && !(form.looksFirst && isAdmin(cell))) return 403;
  const isOtherAdmin = caller.role === "admin" && !caller.name.startsWith("the owner");
  if (form.ownerOnly && isOtherAdmin) return Math.max(403, statusOf(cell, "organization"));
  const statuses = nouns.map((noun) => statusOf(cell, noun));
  const isPersonal = form.personal && caller.role === "admin" && cell.places.user !== "self";
  const refused = statuses.find((status) => status >= 300) ?? (mayNot || isPersonal ? 403 : undefined);
  return refused ?? statuses.find((status) => status > 0) ?? form.done;
}

/** The record of the path is another user's, and looks missing. */
function statusOfCaller({ form, caller, places }: Cell): number {
  const isOutOfReach = caller.role === "router" || caller.scopes?.includes("dialect:telnyx");
  const mayNot = caller.role === "invitee" ? !form.admitsInvitees : caller.isSession && form.admitsInvitees;
  if (isOutOfReach || mayNot) return 403;
  return places.session === undefined ? form.done : 404;
}

/** An auditor may read what an admin may read. */
const ranks = { router: 0, invitee: 0, self: 1, member: 1, auditor: 2, admin: 2, superadmin: 3 };
const isOutOfScope = (cell: Cell): boolean => {
  const { scopes = [] } = cell.caller;
  const isOfTelnyx = cell.route.url.startsWith("/v2/");
  const isLimited = scopes.some((scope) => scope.startsWith("organization:"));
  const isOfInventory = ["numbers:read", "numbers:add", "self:read"].includes(
    cell.route.config?.permission ?? "",
  );
  return (
    (scopes.includes("readOnly") && !isRead(cell)) ||
    (scopes.includes("dialect:telnyx") && !isOfTelnyx) ||
    (scopes.includes("inventory") && !isOfInventory) ||
    (isLimited && !hasOrganization(cell.route) && cell.form.admits !== "router")
  );
};
/** Lookups of several lines are reads that take a body. */
const isRead = ({ route }: Cell): boolean =>
  route.method === "GET" || route.name === "POST /registry/v1/routes/inbound";
const isAdmin = ({ caller }: Cell): boolean => caller.role === "admin" || caller.role === "superadmin";
const isWriteOfAuditor = (cell: Cell): boolean =>
  cell.caller.role === "auditor" && !isRead(cell) && cell.form.admits !== "self" && !cell.form.forAuditors;
const isAboutAnother = (cell: Cell): boolean =>
  (cell.caller.role === "member" || (cell.caller.role === "auditor" && !isRead(cell))) &&
  cell.form.admits === "self" &&
  cell.places.user !== "self";

function statusOf(cell: Cell, noun: Noun): number {
  const { form, places } = cell;
  const relation = relationOf(cell, noun);
  const { scopes = [] } = cell.caller;
  if (form.choosesId && scopes.some((scope) => scope.startsWith("organization:"))) return 403;
  if (form.assigns && scopes.includes("inventory")) return 403;
  const special = form.unless?.[noun]?.[relation];
  if (special !== undefined) return special;
  const isHarmless = places[noun] === undefined || form.filters?.includes(noun);
  if (isHarmless || noun === "organization" || relation === "own") return 0;
  return cell.route.url.startsWith("/v1/") ? 422 : 404;
}

function relationOf(cell: Cell, noun: Noun): "own" | "foreign" | "missing" {
  const place = cell.places[noun];
  if (place === "nobody") return "missing";
  const ownTenant = cell.caller.role === "superadmin" ? undefined : cell.caller.tenant;
  const owner = place === "self" ? ownTenant : place;
  return owner !== undefined && owner === tenantOf(cell) ? "own" : "foreign";
}

/** A list filtered by a record of its own organization: it must not be empty. */
export const isFilteredToOwn = (cell: Cell): boolean =>
  cell.form.filters?.every((noun) => cell.places[noun] !== "self" && relationOf(cell, noun) === "own") ??
  false;

/** Whether the caller sees all organizations. */
export const seesAllOrganizations = ({ form, caller }: Cell): boolean =>
  form.seesAll === true &&
  ["superadmin", "router"].includes(caller.role ?? "") &&
  caller.tenant === undefined;

/** The same request with unknown IDs in place of foreign ones; the response must be the same. */
export function withoutForeign(cell: Cell): Cell | undefined {
  if (seesAllOrganizations(cell)) return undefined;
  const { places, form } = cell;
  const isForeign = (noun: Noun) =>
    noun === "organization" && hasOrganization(cell.route)
      ? tenantOf(cell) === undefined
      : relationOf(cell, noun) === "foreign" && form.unless?.[noun]?.foreign === form.unless?.[noun]?.missing;
  const foreign = nouns.filter((noun) => ![undefined, "nobody"].includes(places[noun]) && isForeign(noun));
  if (foreign.length === 0) return undefined;
  return { ...cell, places: { ...places, ...Object.fromEntries(foreign.map((noun) => [noun, "nobody"])) } };
}

/** The request line and body of a cell. */
export function requestOf(cell: Cell, world: MatrixWorld): { request: string; body: unknown } {
  const names = namesOf(cell, world);
  const path = parametersOf(cell.route).reduce(
    (url, name) => {
      const noun = nounOfParameter[name];
      return url.replace(
        `:${name}`,
        noun === undefined ? otherPart(name, names, world) : names[nameOf(noun, cell, name)],
      );
    },
    cell.route.url.replace("::", ":"),
  );
  const query = cell.form.query?.(names);
  return {
    request: `${cell.route.method} ${path}${query === undefined ? "" : `?${query}`}`,
    body: cell.form.body?.(names),
  };
}

/** A path parameter that identifies no record of an organization. */
function otherPart(
  name: string,
  names: Names,
  { routerKey, superadminKey, platformJob, platformCarrierAccount, platformCarrierSync }: MatrixWorld,
): string {
  if (name === "routerKey") return routerKey;
  if (name === "superadminKey") return superadminKey;
  if (name === "platformJob") return platformJob;
  if (name === "platformCarrierAccount") return platformCarrierAccount;
  if (name === "platformCarrierSync") return platformCarrierSync.sync;
  if (name === "platformCarrierSyncItem") return platformCarrierSync.item;
  if (name === "template") return "numbers";
  return name === "seq" ? names.event : "twilio";
}

function nameOf(noun: Noun, { isByLine, form }: Cell, parameter: string): keyof Names {
  if (parameter === "carrierSyncItem") return parameter;
  if (noun !== "number") return noun;
  if (form.ofFree) return isByLine ? "freeLine" : "freeNumber";
  return isByLine ? "line" : "number";
}

function namesOf({ caller, places }: Cell, { names }: MatrixWorld): Names {
  const at = (noun: Noun): Names => {
    const place = places[noun] ?? "nobody";
    return place === "self" ? { ...names.nobody, user: caller.userId } : names[place];
  };
  return {
    organization: at("organization").organization,
    user: at("user").user,
    username: at("user").username,
    number: at("number").number,
    line: at("number").line,
    freeLine: at("number").freeLine,
    group: at("group").group,
    key: at("key").key,
    invitation: at("invitation").invitation,
    webhook: at("webhook").webhook,
    carrierAccount: at("carrierAccount").carrierAccount,
    carrierSync: at("carrierSync").carrierSync,
    carrierSyncItem: at("carrierSync").carrierSyncItem,
    offboarding: at("offboarding").offboarding,
    plan: at("plan").plan,
    block: at("block").block,
    session: at("session").session,
    savedView: at("savedView").savedView,
    job: at("job").job,
    import: at("import").import,
    freeNumber: at("number").freeNumber,
    colleague: at("user").colleague,
    service: at("organization").service,
    event: at("organization").event,
  };
}

export function describeCell({ caller, places, isByLine }: Cell): string {
  const ids = Object.entries(places).map(([noun, place]) => `${noun} of ${place}`);
  return [caller.name, ...ids, ...(isByLine ? ["by line"] : [])].join(", ");
}
