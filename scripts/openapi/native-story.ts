import type { OrganizationId } from "../../packages/server/src/model.ts";
import { tellCarrierStory } from "./carrier-story.ts";
import type { Recorder } from "./recorder.ts";
import { tellWebhookStory } from "./webhook-story.ts";

/** What the stories of the vendors' dialects continue with. */
export interface World {
  readonly organization: string;
  readonly adminKey: string;
  readonly memberKey: string;
  readonly ana: { readonly id: string; readonly serial: number; readonly username: string };
  readonly ben: { readonly id: string; readonly serial: number };
  readonly leaver: { readonly id: string };
  readonly line: string;
}

const bearer = (key: string): string => `Bearer ${key}`;

/** Calls every operation of the native dialect: the first day of an organization, and the last of one of its users. */
export async function tellNativeStory(
  native: Recorder,
  superadminKey: string,
  clock: { now: number },
  jobs: StoryJobs,
): Promise<World> {
  const platform = bearer(superadminKey);
  const created = await native.call("createOrganization", {
    key: platform,
    headers: { "Idempotency-Key": "acme-1" },
    body: {
      name: "Acme",
      owner: { email: "olga.ivanova@acme.example", name: "Olga Ivanova", username: "olga" },
    },
  });
  const organization: OrganizationId = created.organization.id;
  const users = await createUsers(native, platform, organization);
  const { adminKey, memberKey } = await createKeys(native, platform, organization, users);
  const key = bearer(adminKey);
  const story = { native, platform, key, organization, clock, ...users };
  await manageOrganization(story);
  await manageUsers(story);
  await manageGroups(story);
  const numbers = await addNumbers(story);
  await assignNumbers(story, numbers);
  await lookUpRoutes(story, numbers);
  await readHistory(story, numbers);
  await planChanges(story, numbers);
  await tellWebhookStory(story);
  await offboard(story, numbers);
  await revokeKeys(story);
  await manageSuperadminKeys(story);
  await deleteOrganization(story);
  await jobs.add(organization);
  await manageJobs(story);
  await listCalls(story, jobs);
  await native.call("getImportTemplate", { key, params: { template: "numbers" } });
  await importNumbers(story, jobs);
  await tellCarrierStory(story, jobs);
  await native.call("createBackup", { key: platform });
  await native.call("getCheckpoint", { key, params: { organization } });
  await native.call("getPlatformCheckpoint", { key: platform });
  await native.call("rotateSigningKey", { key: platform });
  await native.call("listSigningKeys", { key });
  await manageSessions(story, memberKey);
  await manageSavedViews(story);
  await recordErrors(story, memberKey);
  const { ana, ben, leaver } = users;
  return { organization, adminKey, memberKey, ana, ben, leaver, line: numbers.twilio.line };
}

interface User {
  readonly id: string;
  readonly serial: number;
  readonly username: string;
}
interface Users {
  readonly adam: User;
  readonly ana: User;
  readonly ben: User;
  readonly leaver: User;
}
interface Number {
  readonly id: string;
  readonly line: string;
}
interface Numbers {
  readonly twilio: Number;
  readonly sinch: Number;
  readonly spare: Number;
}
/** The background work of the server. */
export interface StoryJobs {
  add(organization: OrganizationId): Promise<void>;
  /** Adds a call to the log. */
  addCall(organization: OrganizationId): Promise<void>;
  /** Runs what is due. */
  run(): Promise<void>;
}
interface Story extends Users {
  readonly native: Recorder;
  readonly platform: string;
  readonly key: string;
  readonly organization: string;
  readonly clock: { now: number };
}

async function createUsers(native: Recorder, key: string, organization: string): Promise<Users> {
  const create = (username: string, name: string, more: object = {}): Promise<User> =>
    native.call("createUser", {
      key,
      params: { organization },
      body: { email: `${username}@acme.example`, name, username, ...more },
    });
  return {
    ana: await create("ana", "Ana Souza", { endpoints: ["client:ana", "tel:+14165550111"] }),
    ben: await create("ben", "Ben Carter"),
    adam: await create("adam", "Adam Novak", { role: "admin" }),
    leaver: await create("lea", "Lea Martin"),
  };
}

async function createKeys(native: Recorder, key: string, organization: string, { adam, ana }: Users) {
  const create = (user: User, name: string, more: object = {}) =>
    native.call("createApiKey", { key, params: { organization }, body: { user: user.id, name, ...more } });
  const { key: adminKey } = await create(adam, "Provisioning", { expiresAt: "2027-03-03T00:00:00Z" });
  const { key: memberKey } = await create(ana, "Desktop app");
  await native.call("createRouterKey", { key, body: { name: "Edge Toronto" } });
  await native.call("listRouterKeys", { key });
  return { adminKey, memberKey };
}

async function manageOrganization({ native, platform, key, organization, adam }: Story): Promise<void> {
  await native.call("listOrganizations", { key: platform, query: { limit: "50" } });
  await native.call("getOrganization", { key, params: { organization: "acme" } });
  await native.call("updateOrganization", {
    key,
    params: { organization },
    headers: { "If-Match": '"1"' },
    body: { coolingDays: 14, slug: "acme-sales" },
  });
  const transfer = (to: string, version: string) =>
    native.call("transferOwnership", {
      key: platform,
      params: { organization },
      headers: { "If-Match": version },
      body: { user: to },
    });
  const { formerOwner } = await transfer(adam.id, '"2"');
  await transfer(formerOwner.id, '"3"');
}

/** An organization that was created by mistake. */
async function deleteOrganization({ native, platform: key }: Story): Promise<void> {
  const owner = { email: "nina@initech.example", name: "Nina Weber" };
  const body = { name: "Initech", owner };
  const { organization } = await native.call("createOrganization", { key, body });
  const params = { organization: organization.id };
  await native.call("deleteOrganization", { key, params, headers: { "If-Match": '"1"' } });
  await native.fail("getOrganization", 410, { key, params });
}

async function manageUsers({ native, platform, key, organization, ana, ben }: Story): Promise<void> {
  const params = { organization, user: ana.id };
  await native.call("listUsers", { key, params: { organization }, query: { q: "acme", limit: "2" } });
  await native.call("getUser", { key, params });
  await native.call("updateUser", {
    key,
    params,
    body: { name: "Ana Souza Lima", endpoints: ["client:ana", "sip:ana@acme.example"] },
  });
  await native.call("createUser", {
    key,
    params: { organization },
    body: { kind: "service", name: "CRM sync", username: "crm-sync", role: "auditor" },
  });
  const users = [
    { email: "ana@acme.example", name: "Ana Souza Lima" },
    { email: "adam@acme.example", name: "Adam Novak", username: "ana" },
  ];
  await native.call("createUsers", { key, params: { organization }, body: { items: users } });
  await native.call("signOutUser", { key, params });
  const block = { key: platform, params: { organization, user: ben.id }, body: { status: "blocked" } };
  await native.call("updateUser", block);
  const { items } = await native.call("listEmailBlocks", { key, params: { organization } });
  await native.call("liftEmailBlock", { key: platform, params: { organization, block: items[0].id } });
  await native.call("updateUser", { ...block, body: { status: "active" } });
  await native.call("getEndpoints", { key, params });
  await native.call("setEndpoints", { key, params, body: { endpoints: ["sip:ana@acme.example"] } });
}

async function manageGroups({ native, key, organization, ana, leaver }: Story): Promise<void> {
  const group = await native.call("createGroup", { key, params: { organization }, body: { name: "Sales" } });
  const params = { organization, group: group.id };
  await native.call("listGroups", { key, params: { organization } });
  for (const user of [ana, leaver])
    await native.call("addGroupMember", { key, params: { ...params, user: `@${user.username}` } });
  await native.call("getGroup", { key, params });
  await native.call("removeGroupMember", { key, params: { ...params, user: ana.id } });
  const other = await native.call("createGroup", {
    key,
    params: { organization },
    body: { name: "Support" },
  });
  await native.call("deleteGroup", { key, params: { ...params, group: other.id } });
}

async function addNumbers({ native, platform, key, organization, adam, ana }: Story): Promise<Numbers> {
  const params = { organization };
  const add = (provider: string, line: string, alias: string): Promise<Number> =>
    native.call("addNumber", { key: platform, params, body: { provider, line, alias } });
  const numbers = {
    twilio: await add("twilio", "+14165550102", "Sales Toronto"),
    sinch: await add("sinch", "+442079460018", "Sales London"),
    spare: await add("vonage", "+14165550188", "Reserve"),
  };
  await native.call("addNumber", {
    key: platform,
    params,
    body: { provider: "twilio", line: "72345", kind: "shortCode", country: "CA" },
  });
  const held = {
    provider: "bandwidth",
    line: "+14165550177",
    holder: { user: adam.id, label: "Front desk" },
  };
  await native.call("addNumber", { key: platform, params, body: held });
  await native.call("addNumber", { key: platform, params, body: held });
  const items = [
    held,
    { provider: "plivo", line: "+14165550178", alias: "Front desk 2" },
    { provider: "plivo", line: "14165550179" },
  ];
  await native.call("addNumbers", { key: platform, params, body: { items, dryRun: true } });
  await native.call("listNumbers", { key, params, query: { q: "sales", state: "available" } });
  await native.call("updateNumber", {
    key,
    params: { ...params, number: numbers.sinch.id },
    body: {
      alias: "Sales UK",
      reservedFor: { user: ana.id, until: "2026-04-01T00:00:00Z" },
    },
  });
  await native.call("updateNumber", {
    key: platform,
    params: { ...params, number: numbers.spare.id },
    body: { line: "+14165550189" },
  });
  await native.call("releaseNumber", { key, params: { ...params, number: numbers.spare.id } });
  return numbers;
}

async function assignNumbers(story: Story, { twilio, sinch }: Numbers): Promise<void> {
  const { native, key, organization, clock, ana, ben, leaver } = story;
  const params = { organization, number: twilio.id };
  await native.call("assign", {
    key,
    params: { ...params, user: ana.id },
    body: { isDefault: true, label: "Sales desk" },
  });
  await native.call("getNumber", { key, params: { organization, number: twilio.line } });
  await native.call("listHolders", { key, params });
  clock.now += 60 * 60 * 1000;
  await native.call("transfer", {
    key,
    params,
    body: { fromUser: `@${ana.username}`, toUser: `@${ben.username}`, reason: "Ben takes over Toronto." },
  });
  await native.call("assign", {
    key,
    params: { ...params, user: ana.id },
    body: { isInboundEnabled: false },
  });
  await native.call("unassign", {
    key,
    params: { ...params, user: ana.id },
    query: { reason: "Ana moves to London." },
  });
  await native.call("assign", {
    key,
    params: { organization, number: sinch.id, user: leaver.id },
    body: { reason: "Until Ana arrives." },
  });
  await native.call("listAssignments", {
    key,
    params: { organization },
    query: { asOf: "2026-03-03T14:30:00Z" },
  });
}

async function lookUpRoutes({ native, key, ben }: Story, { twilio }: Numbers): Promise<void> {
  await native.call("routeInbound", { key, query: { provider: "twilio", to: twilio.line } });
  await native.call("routeInboundMany", { key, body: { lines: [{ provider: "twilio", to: twilio.line }] } });
  await native.call("routeOutbound", { key, query: { user: ben.id, provider: "twilio" } });
  await native.call("routeOutbound", { key, query: { user: ben.id, to: "+16045550100" } });
}

async function readHistory(story: Story, { twilio }: Numbers): Promise<void> {
  const { native, platform, key, organization, ana } = story;
  const params = { organization };
  const query = { kind: "number.assigned", limit: "2" };
  const { items } = await native.call("listEvents", { key, params, query });
  const [{ seq, previousHash }] = items;
  const after = { after: `${seq - 1}-${previousHash.slice(0, 16)}` };
  await native.call("listEvents", { key, params, query: { after: "now" } });
  const expanded = { ...after, expand: "names" };
  await native.call("streamEvents", {
    key,
    params,
    query: expanded,
    headers: { "Last-Event-ID": after.after },
  });
  await native.call("getNumberHistory", {
    key,
    params: { ...params, number: twilio.id },
    query: { limit: "2" },
  });
  await native.call("getUserHistory", { key, params: { ...params, user: ana.id }, query: { limit: "2" } });
  await native.call("getNumberTimeline", { key, params: { ...params, number: twilio.id } });
  await native.call("getUserTimeline", { key, params: { ...params, user: ana.id }, query: { limit: "1" } });
  const first = await native.call("listAllEvents", { key: platform, query: { limit: "2" } });
  await native.call("streamAllEvents", { key: platform, query: { cursor: first.cursor } });
  const unassigned = await native.call("listEvents", {
    key,
    params,
    query: { kind: "number.unassigned", user: ana.id },
  });
  const last = unassigned.items.at(-1);
  await native.call("undoEvent", {
    key,
    params: { ...params, seq: String(last.seq) },
    body: { reason: "Ana stays in Toronto." },
  });
}

async function planChanges({ native, key, organization, ana }: Story, { sinch }: Numbers): Promise<void> {
  const params = { organization };
  const made = await native.call("createPlan", {
    key,
    params,
    body: { action: "transfer", numbers: [sinch.id], toUser: `@${ana.username}`, reason: "Ana takes over." },
  });
  const plan = { ...params, plan: made.id };
  await native.call("getPlan", { key, params: plan });
  await native.call("listPlanItems", { key, params: plan, query: { limit: "1" } });
  await native.call("applyPlan", { key, params: plan, body: { mode: "atomic" } });
  await native.call("undoPlan", { key, params: plan, body: { reason: "By mistake." } });
}

async function offboard(
  { native, platform, key, organization, ana, ben, leaver }: Story,
  { sinch }: Numbers,
): Promise<void> {
  const params = { organization };
  const body = { dryRun: true, numbers: [{ number: sinch.id, toUser: ana.id }], reason: "Lea's last day." };
  await native.call("offboardUser", { key, params: { ...params, user: leaver.id }, body });
  const applied = await native.call("offboardUser", {
    key,
    params: { ...params, user: leaver.id },
    body: { ...body, dryRun: false },
  });
  await native.call("listOffboardings", { key, params });
  await native.call("getOffboarding", { key, params: { ...params, offboarding: applied.id } });
  await native.call("undoOffboarding", {
    key,
    params: { ...params, offboarding: applied.id },
    body: { reason: "Lea stays." },
  });
  await native.call("removeUser", { key, params: { ...params, user: ben.id } });
  await native.fail("getUser", 410, { key, params: { ...params, user: ben.id } });
  await native.call("eraseUser", {
    key: platform,
    params: { ...params, user: ben.id },
    body: { reason: "Ticket 1234." },
  });
}

async function revokeKeys({ native, platform, key, organization }: Story): Promise<void> {
  const { items } = await native.call("listApiKeys", { key, params: { organization } });
  const spare = await native.call("createApiKey", {
    key,
    params: { organization },
    body: { user: items[0].userId, name: "Spare", scopes: ["readOnly"] },
  });
  const rotated = await native.call("rotateApiKey", {
    key,
    params: { organization, apiKey: spare.id },
    body: { overlapSeconds: 3600 },
  });
  await native.call("revokeApiKey", { key, params: { organization, apiKey: rotated.id } });
  await invite({ native, key, organization });
  const routerKeys = await native.call("listRouterKeys", { key: platform });
  await native.call("revokeRouterKey", { key: platform, params: { routerKey: routerKeys.items[0].id } });
}

/** The first day's script gets a key for one organization. */
async function manageSuperadminKeys({ native, platform: key, organization }: Story): Promise<void> {
  const { id } = await native.call("createSuperadminKey", {
    key,
    body: {
      name: "Inventory import",
      scopes: ["inventory", `organization:${organization}`],
      expiresAt: "2026-04-03T00:00:00Z",
    },
  });
  await native.call("listSuperadminKeys", { key });
  await native.call("getCaller", { key });
  const params = { superadminKey: id };
  const body = { overlapSeconds: 3600 };
  const rotated = await native.call("rotateSuperadminKey", { key, params, body });
  await native.call("revokeSuperadminKey", { key, params: { superadminKey: rotated.id } });
}

async function importNumbers(
  { native, platform: key, organization, ana }: Story,
  jobs: StoryJobs,
): Promise<void> {
  const params = { organization };
  const upload = (rows: string) =>
    native.call("createImport", {
      key,
      params,
      query: { kind: "numbers" },
      headers: { "content-type": "text/csv" },
      body: `provider,line,holder,label\n${rows}`,
    });
  const holder = `@${ana.username}`;
  const { id } = await upload(`twilio,+14165550190,${holder},Sales\ntwilio,1.41656E+10,,\n`);
  await jobs.run();
  const one = { ...params, import: id };
  await native.call("getImport", { key, params: one });
  await native.call("listImportRows", { key, params: one, query: { fate: "refused" } });
  await native.call("applyImport", { key, params: one });
  await jobs.run();
  const second = await upload("twilio,+14165550191,,\n");
  await native.call("cancelImport", { key, params: { ...params, import: second.id } });
  const third = { ...params, import: (await upload(`twilio,+14165550190,${holder},Support\n`)).id };
  await jobs.run();
  await native.call("applyImport", { key, params: third });
  await jobs.run();
  await native.call("undoImport", { key, params: third });
  await jobs.run();
  await native.call("listImports", { key, params });
}

async function listCalls({ native, key, organization }: Story, jobs: StoryJobs): Promise<void> {
  await jobs.addCall(organization as OrganizationId);
  await native.call("listCalls", { key, params: { organization }, query: { outcome: "answered" } });
}

async function manageJobs({ native, platform, key, organization }: Story): Promise<void> {
  const params = { organization };
  const { items } = await native.call("listJobs", { key, params, query: { state: "pending" } });
  const job = { ...params, job: items[0].id };
  await native.call("getJob", { key, params: job });
  await native.call("cancelJob", { key, params: job });
  const jobs = await native.call("listPlatformJobs", { key: platform });
  const platformJob = { platformJob: jobs.items[0].id };
  await native.call("getPlatformJob", { key: platform, params: platformJob });
  await native.call("cancelPlatformJob", { key: platform, params: platformJob });
}

async function invite({
  native,
  key,
  organization,
}: Pick<Story, "native" | "key" | "organization">): Promise<void> {
  const params = { organization };
  const body = { email: "nina@acme.example", name: "Nina Weber" };
  const { id } = await native.call("createUser", { key, params, body });
  const create = () => native.call("createInvitation", { key, params: { ...params, user: id }, body: {} });
  const first = await create();
  await native.call("listInvitations", { key, params });
  await native.call("revokeInvitation", { key, params: { ...params, invitation: first.id } });
  const { invitation } = await create();
  await native.call("redeemInvitation", { key: bearer(invitation), body: { name: "Laptop" } });
}

async function manageSavedViews({ native, key, organization }: Story): Promise<void> {
  const params = { organization };
  const body = { name: "Free numbers", screen: "numbers", query: "state=available", isShared: true };
  const { id: savedView } = await native.call("createSavedView", { key, params, body });
  await native.call("listSavedViews", { key, params });
  const one = { ...params, savedView };
  await native.call("getSavedView", { key, params: one });
  await native.call("updateSavedView", { key, params: one, body: { name: "Available numbers" } });
  await native.call("deleteSavedView", { key, params: one });
}

async function manageSessions({ native, key, organization }: Story, memberKey: string): Promise<void> {
  const member = bearer(memberKey);
  await native.call("getConsole", { key: "", query: { origin: "http://lines.example" } });
  const { id } = await native.call("createSession", { key: member });
  await native.call("listOwnSessions", { key: member });
  await native.call("endOwnSession", { key: member, params: { session: id } });
  const other = await native.call("createSession", { key: member });
  await native.call("listSessions", { key, params: { organization } });
  await native.call("endSession", { key, params: { organization, session: other.id } });
}

async function recordErrors({ native, key, organization, ana }: Story, memberKey: string): Promise<void> {
  const params = { organization };
  const user = { ...params, user: ana.id };
  const nobody = { ...params, user: "f".repeat(24) };
  await native.fail("createUser", 400, { key, params, body: "{" });
  await native.fail("getUser", 401, { key: "", params: user });
  await native.fail("listUsers", 403, { key: bearer(memberKey), params });
  await native.fail("getUser", 404, { key, params: nobody });
  await native.fail("createUser", 409, { key, params, body: { email: "ana@acme.example", name: "Ana" } });
  await native.fail("updateUser", 412, {
    key,
    params: user,
    headers: { "If-Match": '"1"' },
    body: { name: "Ana" },
  });
  await native.fail("createUser", 422, { key, params, body: { email: "ana", name: "Ana" } });
}
