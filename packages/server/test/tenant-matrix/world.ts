import type { ApiKeyScope, SuperadminKeyScope } from "../../src/model.ts";
import { addCheckedImport, addJob, addPlatformJob } from "../helpers/add-jobs.ts";
import { type RunningApp, superadminKey } from "../helpers/app.ts";
import { signIn } from "../helpers/browser.ts";
import { callReport } from "../helpers/call-report.ts";
import { addCarrierSync, type StoredSync } from "../helpers/carriers/stored-sync.ts";
import { expiredToken, foreignAudienceToken, signToken, unsignedToken } from "../helpers/tokens.ts";
import { created, makeOrganization, makeWorld, type Organization } from "../helpers/world.ts";

/** The nouns that an ID in a request can identify. */
export const nouns = [
  "organization",
  "user",
  "number",
  "group",
  "key",
  "invitation",
  "offboarding",
  "plan",
  "block",
  "session",
  "job",
  "webhook",
  "carrierAccount",
  "carrierSync",
  "savedView",
  "import",
] as const;
export type Noun = (typeof nouns)[number];

/** The owner of the record that an ID identifies: an organization, none, or (users only) the caller. */
export type Tenant = "acme" | "rival";
export type Place = Tenant | "nobody" | "self";

/** The identifiers of one organization's records, all spellings of each noun. */
export interface Names extends Record<Noun, string> {
  readonly carrierSyncItem: string;
  readonly username: string;
  readonly line: string;
  /** Of a number without a holder. */
  readonly freeLine: string;
  readonly freeNumber: string;
  /** Another user, without assignments. */
  readonly colleague: string;
  /** A service user. */
  readonly service: string;
  /** The `seq` of the event that assigned the number to the user. */
  readonly event: string;
}

export interface Caller {
  readonly name: string;
  /** Undefined sends none. */
  readonly credential: string | undefined;
  readonly userId: string;
  /** Undefined if the credential must be rejected. */
  readonly role?: "superadmin" | "admin" | "auditor" | "member" | "router" | "invitee";
  readonly tenant?: Tenant;
  /** The credential is in the cookie of a session. */
  readonly isSession?: true;
  readonly isSuspended?: true;
  /** Of the API key. */
  readonly scopes?: readonly SuperadminKeyScope[];
}

export interface MatrixWorld {
  readonly names: Readonly<Record<Tenant | "nobody", Names>>;
  readonly callers: readonly Caller[];
  /** The IDs of keys that belong to no organization. */
  readonly routerKey: string;
  readonly superadminKey: string;
  readonly platformJob: string;
  readonly platformCarrierAccount: string;
  readonly platformCarrierSync: StoredSync;
  /** Texts that identify the organization in a response. */
  readonly markers: Readonly<Record<Tenant, readonly string[]>>;
}

export async function makeMatrixWorld(app: RunningApp): Promise<MatrixWorld> {
  const { acme, rival } = await makeWorld(app.ask);
  const router = await created(app.ask, "/registry/v1/router-keys", { name: "edge" });
  const platformCarrierAccount = await carrierAccountOf(app, "/registry/v1", "Shared platform.example");
  return {
    names: { acme: await settle(app, acme), rival: await settle(app, rival), nobody },
    callers: [
      ...(await callersOf(app, acme, rival)),
      await superadminOf(app, acme, "a superadmin key for acme"),
      await superadminOf(app, acme, "a superadmin key for the inventory of acme", "inventory"),
      { name: "a router", credential: router.key, userId: router.userId, role: "router" },
      {
        name: "a router by JWT",
        credential: await signToken(router.userId),
        userId: router.userId,
        role: "router",
      },
      ...(await refusedCallers(app, acme)),
    ],
    routerKey: router.id,
    superadminKey: (await created(app.ask, "/registry/v1/superadmin-keys", { name: "target" })).id,
    platformJob: await addPlatformJob(app),
    platformCarrierAccount,
    platformCarrierSync: await addCarrierSync(app, platformCarrierAccount),
    markers: { acme: marksOf(acme, "acme"), rival: marksOf(rival, "rival") },
  };
}

const nobody: Names = {
  organization: "f".repeat(24),
  user: "e".repeat(24),
  username: "nobody.nowhere",
  number: "d".repeat(24),
  line: "+14165559999",
  freeLine: "+14165559998",
  group: "c".repeat(24),
  key: "b".repeat(24),
  invitation: "5".repeat(24),
  offboarding: "9".repeat(24),
  plan: "4".repeat(24),
  block: "6".repeat(24),
  session: "4".repeat(24),
  savedView: "1".repeat(24),
  job: "3".repeat(24),
  webhook: "2".repeat(24),
  carrierAccount: "a".repeat(24),
  carrierSync: "9".repeat(24),
  carrierSyncItem: "8".repeat(24),
  import: "1".repeat(24),
  freeNumber: "8".repeat(24),
  colleague: "7".repeat(24),
  service: "6".repeat(24),
  event: "1",
};

/** Adds a group with a member who has a number, and a service user with a key: a record of every noun. */
async function settle(app: RunningApp, organization: Organization): Promise<Names> {
  const { id, other, twilio, sinch } = organization;
  const at = `/registry/v1/organizations/${id}`;
  const group = await created(app.ask, `${at}/groups`, { name: `Leasing of ${organization.owner.name}` });
  await app.ask(`PUT ${at}/groups/${group.id}/members/${other.id}`);
  await app.ask(`PUT ${at}/numbers/${twilio.id}/holders/${other.id}`, { body: {} });
  const name = `Target of ${organization.owner.email.split("@")[1]}`;
  const service = await created(app.ask, `${at}/users`, { kind: "service", name });
  const key = await created(app.ask, `${at}/api-keys`, { user: service.id, name: "target" });
  const { json: feed } = await app.ask(`GET ${at}/events?kind=number.assigned`);
  const email = `leaver@${organization.owner.email.split("@")[1]}`;
  const leaver = await created(app.ask, `${at}/users`, { name: "Leaver", email });
  await app.ask(`PATCH ${at}/users/${leaver.id}`, { body: { status: "blocked" } });
  const { json: blocks } = await app.ask(`GET ${at}/email-blocks`);
  const left = await app.ask(`POST ${at}/users/${leaver.id}/offboarding`, { body: {} });
  const plan = await created(app.ask, `${at}/plans`, { action: "unassign", numbers: [sinch.id] });
  await app.ask(`POST ${at}/plans/${plan.id}/apply`, { body: {} });
  await app.installation.notifications.storeCalls([
    callReport(id, {
      userId: other.id,
      numberId: twilio.id,
      line: twilio.line,
      endpoints: [`client:${name}`],
    }),
  ]);
  const carrierAccount = await carrierAccountOf(app, at, name);
  const compared = await addCarrierSync(app, carrierAccount, { organizationId: id });
  return {
    organization: id,
    user: other.id,
    username: other.username,
    number: twilio.id,
    line: twilio.line,
    freeLine: sinch.line,
    group: group.id,
    key: key.id,
    invitation: (await invite(app, organization)).id,
    offboarding: left.json.id,
    plan: plan.id,
    block: blocks.items[0].id,
    session: await sessionOf(app, other.key),
    savedView: await privateViewOf(app, at, other.key),
    job: (await addJob(app, id)).id,
    webhook: (await created(app.ask, `${at}/webhooks`, { url: `https://hooks.${name.split(" ").at(-1)}/w` }))
      .id,
    carrierAccount,
    carrierSync: compared.sync,
    carrierSyncItem: compared.item,
    import: await addCheckedImport(app, id),
    freeNumber: sinch.id,
    colleague: organization.member.id,
    service: service.id,
    event: String(feed.items[0].seq),
  };
}

/** The id of a new view that only its user sees. */
async function privateViewOf(app: RunningApp, at: string, key: string): Promise<string> {
  const body = { name: "Private", screen: "numbers", query: "" };
  return (await app.ask(`POST ${at}/saved-views`, { key, body })).json.id;
}

/** The id of a new carrier account. */
async function carrierAccountOf(app: RunningApp, at: string, name: string): Promise<string> {
  const host = name.split(" ").at(-1);
  const body = { ...newCarrierAccount, name, publicUrl: `https://edge.${host}` };
  return (await created(app.ask, `${at}/carrier-accounts`, body)).id;
}

/** Sends nothing when it is tested. */
const newCarrierAccount = {
  provider: "jambonz",
  identifiers: { numbersProvider: "twilio" },
  secrets: { webhookSecret: "secret" },
};

/** The id of a new session. */
async function sessionOf(app: RunningApp, key: string): Promise<string> {
  const browser = await signIn(app, key);
  return (await browser.ask("GET /registry/v1/me")).json.session.id;
}

/** Invites a new person of the organization. */
async function invite(app: RunningApp, { id, owner }: Organization) {
  const at = `/registry/v1/organizations/${id}`;
  invited += 1;
  const email = `invited${invited}@${owner.email.split("@")[1]}`;
  const user = await created(app.ask, `${at}/users`, { name: "Invited", email });
  return created(app.ask, `${at}/users/${user.id}/invitations`, {});
}
let invited = 0;

async function callersOf(app: RunningApp, acme: Organization, rival: Organization): Promise<Caller[]> {
  const member = { credential: acme.member.key, userId: acme.member.id };
  const at = `/registry/v1/organizations/${acme.id}`;
  const email = "auditor@acme.example";
  const auditor = await addUser(app, at, { name: "Auditor of acme", email, role: "auditor" });
  const service = await addUser(app, at, { kind: "service", name: "Service of acme", role: "admin" });
  const scoped = async (name: string, scopes: readonly ApiKeyScope[]): Promise<Caller> => {
    const { key } = await created(app.ask, `${at}/api-keys`, { user: service.id, name, scopes });
    return { ...person(name, key, service.id, "admin", "acme"), scopes };
  };
  const { invitation, userId } = await invite(app, acme);
  return [
    { name: "an invitee of acme", credential: invitation, userId, role: "invitee", tenant: "acme" },
    await scoped("a read-only key of acme", ["readOnly"]),
    await scoped("a key of acme for Telnyx only", ["dialect:telnyx"]),
    {
      name: "the superadmin",
      credential: superadminKey,
      userId: app.superadmin.userId,
      role: "superadmin",
    },
    person("an admin of acme", acme.admin.key, acme.admin.id, "admin", "acme"),
    person("the owner of acme by JWT", await signToken(acme.owner.id), acme.owner.id, "admin", "acme"),
    person("a service admin of acme", service.key, service.id, "admin", "acme"),
    person("an auditor of acme", auditor.key, auditor.id, "auditor", "acme"),
    person("a member of acme", member.credential, member.userId, "member", "acme"),
    {
      ...person(
        "a member of acme in the console",
        (await signIn(app, acme.member.key)).cookie,
        acme.member.id,
        "member",
        "acme",
      ),
      isSession: true,
    },
    {
      ...person(
        "an admin of acme in the console",
        (await signIn(app, acme.admin.key)).cookie,
        acme.admin.id,
        "admin",
        "acme",
      ),
      isSession: true,
    },
    person("an admin of rival", rival.admin.key, rival.admin.id, "admin", "rival"),
    person("a member of rival", rival.member.key, rival.member.id, "member", "rival"),
  ];
}

/** A superadmin key with scopes, of which one is the organization. */
async function superadminOf(
  app: RunningApp,
  { id }: Organization,
  name: string,
  ...more: SuperadminKeyScope[]
): Promise<Caller> {
  const scopes: SuperadminKeyScope[] = [`organization:${id}`, ...more];
  const { key } = await created(app.ask, "/registry/v1/superadmin-keys", { name, scopes });
  const { userId } = app.superadmin;
  return { name, credential: key, userId, role: "superadmin", tenant: "acme", scopes };
}

const person = (
  name: string,
  credential: string,
  userId: string,
  role: "admin" | "auditor" | "member",
  tenant: Tenant,
) => ({ name, credential, userId, role, tenant });

/** Credentials that must be rejected: each had, or claims to have, admin rights in acme. */
async function refusedCallers(app: RunningApp, acme: Organization): Promise<Caller[]> {
  const at = `/registry/v1/organizations/${acme.id}`;
  const { id } = acme.admin;
  const key = await created(app.ask, `${at}/api-keys`, { user: id, name: "revoked" });
  await app.ask(`DELETE ${at}/api-keys/${key.id}`);
  const edge = await created(app.ask, "/registry/v1/router-keys", { name: "revoked" });
  await app.ask(`DELETE /registry/v1/router-keys/${edge.id}`);
  const removed = await addAdmin(app, at, "removed");
  await app.ask(`DELETE ${at}/users/${removed.id}`);
  const disabled = await addAdmin(app, at, "disabled");
  await app.ask(`PATCH ${at}/users/${disabled.id}`, { body: { status: "disabled" } });
  const dormant = await makeOrganization(app.ask, "dormant", "3");
  await app.ask(`PATCH /registry/v1/organizations/${dormant.id}`, { body: { status: "suspended" } });
  const owner = { email: "gone@gone.example", name: "Gone" };
  const gone = await created(app.ask, "/registry/v1/organizations", { name: "gone", owner });
  await app.ask(`DELETE /registry/v1/organizations/${gone.organization.id}`);
  const refused = (name: string, credential: string | undefined, userId: string = id): Caller => ({
    name,
    credential,
    userId,
  });
  return [
    refused("a revoked key", key.key),
    refused("a revoked router key", edge.key, edge.userId),
    refused("an expired JWT", await expiredToken(id)),
    refused("a JWT for another audience", await foreignAudienceToken(id)),
    refused("an unsigned JWT", unsignedToken(id)),
    refused("no credential", undefined),
    refused("a removed user's key", removed.key, removed.id),
    refused("a removed user's JWT", await signToken(removed.id), removed.id),
    refused("a disabled user's key", disabled.key, disabled.id),
    refused("a disabled user's JWT", await signToken(disabled.id), disabled.id),
    refused("a JWT of a deleted organization", await signToken(gone.owner.id), gone.owner.id),
    {
      ...refused("a key of a suspended organization", dormant.admin.key, dormant.admin.id),
      isSuspended: true,
    },
    {
      ...refused("a JWT of a suspended organization", await signToken(dormant.admin.id), dormant.admin.id),
      isSuspended: true,
    },
  ];
}

const addAdmin = (app: RunningApp, at: string, name: string) =>
  addUser(app, at, { name: `${name} of acme`, email: `${name}@acme.example`, role: "admin" });

async function addUser(app: RunningApp, at: string, fields: object): Promise<{ id: string; key: string }> {
  const user = await created(app.ask, `${at}/users`, fields);
  const { key } = await created(app.ask, `${at}/api-keys`, { user: user.id, name: "test" });
  return { id: user.id, key };
}

function marksOf(organization: Organization, name: string): string[] {
  const { id, owner, admin, member, other, twilio, sinch, ippanel } = organization;
  const records = [owner, admin, member, other, twilio, sinch, ippanel];
  const lines = [twilio, sinch, ippanel].map(({ line }) => line.slice(1));
  return [id, ...records.map((record) => record.id), ...lines, `of ${name}`, `@${name}.`, `.${name}`];
}
