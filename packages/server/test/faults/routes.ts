import { randomBytes } from "node:crypto";
import type { RouteFixture } from "./route-fixture.ts";

/** One valid request to a route, for records that no other request uses. */
export interface Request {
  readonly path: string;
  readonly body?: unknown;
  /** Sent instead of the key that the route requires. */
  readonly key?: string;
  /** The organization that the request creates or deletes; the fixture's by default. */
  readonly concerns?: string;
}

export interface Route {
  readonly operation: string;
  readonly method: string;
  /** Sent with the superadmin's key unless the dialect requires an admin's. */
  readonly asAdmin?: boolean;
  /** Each request sends a message to a receiver, also a repeated one. */
  readonly sends?: boolean;
  prepare(fixture: RouteFixture): Promise<Request> | Request;
}

const questions = "/registry/v1/routes";
const line = "provider=twilio&to=%2B14165550102&fresh=true";

/** History, number states and offboarding. */
const truth: Route[] = [
  {
    operation: "transfer",
    method: "POST",
    async prepare(fixture) {
      const [{ number, user }, colleague] = [await fixture.holding(), await fixture.user()];
      return {
        path: `${fixture.at}/numbers/${number.id}/transfer`,
        body: { fromUser: user.id, toUser: colleague.id },
      };
    },
  },
  {
    operation: "releaseNumber",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `${fixture.at}/numbers/${(await fixture.number()).id}` }),
  },
  {
    operation: "offboardUser",
    method: "POST",
    async prepare(fixture) {
      const { user } = await fixture.leaver();
      return { path: `${fixture.at}/users/${user.id}/offboarding`, body: {} };
    },
  },
  {
    operation: "eraseUser",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/users/${(await fixture.left()).user.id}/erasure`,
      body: {},
    }),
  },
  {
    operation: "undoOffboarding",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/offboardings/${(await fixture.left()).id}/undo`,
      body: {},
    }),
  },
  {
    operation: "createPlan",
    method: "POST",
    async prepare(fixture) {
      const [user, number] = [await fixture.user(), await fixture.number()];
      return {
        path: `${fixture.at}/plans`,
        body: { action: "assign", numbers: [number.id], toUser: user.id },
      };
    },
  },
  {
    operation: "getPlan",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/plans/${(await fixture.plan()).id}` }),
  },
  {
    operation: "listPlanItems",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/plans/${(await fixture.plan()).id}/items` }),
  },
  {
    operation: "applyPlan",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/plans/${(await fixture.plan()).id}/apply`,
      body: {},
    }),
  },
  {
    operation: "undoPlan",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/plans/${(await fixture.appliedPlan()).id}/undo`,
      body: {},
    }),
  },
  {
    operation: "undoEvent",
    method: "POST",
    async prepare(fixture) {
      await fixture.holding();
      return { path: `${fixture.at}/events/${await fixture.head()}/undo`, body: {} };
    },
  },
  { operation: "listOffboardings", method: "GET", prepare: ({ at }) => ({ path: `${at}/offboardings` }) },
  {
    operation: "getOffboarding",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/offboardings/${(await fixture.left()).id}` }),
  },
  { operation: "listEvents", method: "GET", prepare: ({ at }) => ({ path: `${at}/events` }) },
  { operation: "routeInbound", method: "GET", prepare: () => ({ path: `${questions}/inbound?${line}` }) },
  {
    operation: "routeInboundMany",
    method: "POST",
    prepare: () => ({
      path: `${questions}/inbound`,
      body: { lines: [{ provider: "twilio", to: "+14165550102" }], fresh: true },
    }),
  },
  {
    operation: "routeOutbound",
    method: "GET",
    prepare: async (fixture) => ({
      path: `${questions}/outbound?provider=twilio&fresh=true&user=${(await fixture.user()).id}`,
    }),
  },
  {
    operation: "getCheckpoint",
    method: "GET",
    prepare: ({ at }) => ({ path: `${at}/events/checkpoint` }),
  },
  {
    operation: "getPlatformCheckpoint",
    method: "GET",
    prepare: () => ({ path: "/registry/v1/events/checkpoint" }),
  },
  { operation: "listSigningKeys", method: "GET", prepare: () => ({ path: "/registry/v1/keys" }) },
  { operation: "rotateSigningKey", method: "POST", prepare: () => ({ path: "/registry/v1/keys" }) },
  { operation: "listAllEvents", method: "GET", prepare: () => ({ path: "/registry/v1/events" }) },
  {
    operation: "getNumberTimeline",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/numbers/${organization.twilio.id}/timeline` }),
  },
  {
    operation: "getUserTimeline",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/users/${organization.member.id}/timeline` }),
  },
  {
    operation: "getNumberHistory",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/numbers/${organization.twilio.id}/history` }),
  },
  {
    operation: "getUserHistory",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/users/${organization.member.id}/history` }),
  },
];

const platformAt = "/registry/v1";

/** The requests to carrier accounts of the organization, or of the platform. */
const carrierAccountsOf = (noun: string, baseOf: (fixture: RouteFixture) => string): Route[] => {
  const one = (operation: string, method: string, rest = "", body?: object): Route => ({
    operation,
    method,
    prepare: async (fixture) => {
      const at = baseOf(fixture);
      return {
        path: `${at}/carrier-accounts/${(await fixture.carrierAccount(at)).id}${rest}`,
        ...(body !== undefined && { body }),
      };
    },
  });
  return [
    {
      operation: `create${noun}`,
      method: "POST",
      prepare: (fixture) => ({
        path: `${baseOf(fixture)}/carrier-accounts`,
        body: fixture.newCarrierAccount(),
      }),
    },
    {
      operation: `list${noun}s`,
      method: "GET",
      prepare: (fixture) => ({ path: `${baseOf(fixture)}/carrier-accounts` }),
    },
    one(`get${noun}`, "GET"),
    one(`update${noun}`, "PATCH", "", { ringSeconds: 30 }),
    one(`delete${noun}`, "DELETE"),
    one(`rotate${noun}Secrets`, "POST", "/secrets", { secrets: { webhookSecret: "new" } }),
    one(`get${noun}Setup`, "GET", "/setup"),
    one(`test${noun}`, "POST", "/test"),
  ];
};
/** The requests to comparisons of accounts of the organization, or of the platform. */
const carrierSyncsOf = (noun: string, baseOf: (fixture: RouteFixture) => string): Route[] => {
  const one = (operation: string, method: string, rest: string, body?: object): Route => ({
    operation,
    method,
    prepare: async (fixture) => {
      const { account, sync, item } = await fixture.carrierSync(
        baseOf(fixture),
        operation.startsWith("undo"),
      );
      const path = `${account}${rest.replace(":sync", sync).replace(":item", item)}`;
      return { path, ...(body !== undefined && { body }) };
    },
  });
  return [
    one(`start${noun}Sync`, "POST", "/sync"),
    one(`list${noun}Syncs`, "GET", "/syncs"),
    one(`get${noun}Sync`, "GET", "/syncs/:sync"),
    one(`list${noun}SyncItems`, "GET", "/syncs/:sync/items"),
    one(`apply${noun}Sync`, "POST", "/syncs/:sync/apply", {}),
    one(`set${noun}Webhook`, "POST", "/syncs/:sync/items/:item/webhook"),
    one(`undo${noun}Webhook`, "POST", "/syncs/:sync/items/:item/webhook/undo"),
  ];
};
const carrierAccounts: Route[] = [
  ...carrierSyncsOf("CarrierAccount", ({ at }) => at),
  ...carrierSyncsOf("PlatformCarrierAccount", () => platformAt),
  ...carrierAccountsOf("CarrierAccount", ({ at }) => at),
  ...carrierAccountsOf("PlatformCarrierAccount", () => platformAt),
];

/** A request to a webhook of the fixture. */
const ofWebhook = (operation: string, method: string, rest = "", body?: object): Route => ({
  operation,
  method,
  prepare: async (fixture) => ({
    path: `${fixture.at}/webhooks/${(await fixture.webhook()).id}${rest}`,
    ...(body !== undefined && { body }),
  }),
});

const webhooks: Route[] = [
  {
    operation: "createWebhook",
    method: "POST",
    prepare: ({ at }) => ({ path: `${at}/webhooks`, body: { url: "https://hooks.acme.example/new" } }),
  },
  { operation: "listWebhooks", method: "GET", prepare: ({ at }) => ({ path: `${at}/webhooks` }) },
  ofWebhook("getWebhook", "GET"),
  ofWebhook("updateWebhook", "PATCH", "", { status: "paused" }),
  ofWebhook("deleteWebhook", "DELETE"),
  ofWebhook("rotateWebhookSecret", "POST", "/rotate", {}),
  ofWebhook("listWebhookAttempts", "GET", "/attempts"),
  ofWebhook("listWebhookDeliveries", "GET", "/deliveries"),
  { ...ofWebhook("testWebhook", "POST", "/test"), sends: true },
  ofWebhook("retryWebhook", "POST", "/retry"),
  ofWebhook("replayWebhook", "POST", "/replay", { after: 1 }),
  { ...ofWebhook("replayWebhookEvent", "POST", "/events/1/replay"), sends: true },
];

/**
 * Streams do not end, and readers resume broken ones. A backup is made by another thread, where no call fails as planned;
 * test/storage/backups.test.ts has its failures.
 */
export const excluded = ["createBackup", "streamAllEvents", "streamEvents"];

const native: Route[] = [
  {
    operation: "createOrganization",
    method: "POST",
    prepare(fixture) {
      const id = randomBytes(12).toString("hex");
      const owner = fixture.person();
      return { path: "/registry/v1/organizations", body: { id, name: `Made ${id}`, owner }, concerns: id };
    },
  },
  { operation: "listOrganizations", method: "GET", prepare: () => ({ path: "/registry/v1/organizations" }) },
  { operation: "getOrganization", method: "GET", prepare: ({ at }) => ({ path: at }) },
  {
    operation: "updateOrganization",
    method: "PATCH",
    prepare: (fixture) => ({ path: fixture.at, body: { name: `Acme ${fixture.next()}` } }),
  },
  {
    operation: "deleteOrganization",
    method: "DELETE",
    async prepare(fixture) {
      const id = await fixture.organizationWithoutNumbers();
      return { path: `/registry/v1/organizations/${id}`, concerns: id };
    },
  },
  {
    operation: "transferOwnership",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/ownership`,
      body: { userId: (await fixture.user()).id },
    }),
  },
  {
    operation: "createUser",
    method: "POST",
    prepare: (fixture) => ({ path: `${fixture.at}/users`, body: fixture.person() }),
  },
  {
    operation: "createUsers",
    method: "POST",
    prepare: (fixture) => ({
      path: `${fixture.at}/users:batch`,
      body: { items: [fixture.person(), fixture.person()] },
    }),
  },
  { operation: "listUsers", method: "GET", prepare: ({ at }) => ({ path: `${at}/users?q=olga` }) },
  {
    operation: "getUser",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/users/${organization.member.id}` }),
  },
  {
    operation: "updateUser",
    method: "PATCH",
    prepare: async (fixture) => ({
      path: `${fixture.at}/users/${(await fixture.user()).id}`,
      body: { name: "Renamed" },
    }),
  },
  {
    operation: "getEndpoints",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/users/${organization.member.id}/endpoints` }),
  },
  {
    operation: "setEndpoints",
    method: "PUT",
    prepare: async (fixture) => ({
      path: `${fixture.at}/users/${(await fixture.user()).id}/endpoints`,
      body: { endpoints: ["client:ana"] },
    }),
  },
  {
    operation: "removeUser",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `${fixture.at}/users/${(await fixture.leaver()).user.id}` }),
  },
  {
    operation: "signOutUser",
    method: "POST",
    prepare: async (fixture) => ({ path: `${fixture.at}/users/${(await fixture.user()).id}/sign-out` }),
  },
  { operation: "listEmailBlocks", method: "GET", prepare: ({ at }) => ({ path: `${at}/email-blocks` }) },
  {
    operation: "liftEmailBlock",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `${fixture.at}/email-blocks/${(await fixture.emailBlock()).id}` }),
  },
  {
    operation: "createGroup",
    method: "POST",
    prepare: (fixture) => ({ path: `${fixture.at}/groups`, body: { name: `Group ${fixture.next()}` } }),
  },
  {
    operation: "createSavedView",
    method: "POST",
    prepare: ({ at }) => ({
      path: `${at}/saved-views`,
      body: { name: "Free", screen: "numbers", query: "state=available" },
    }),
  },
  { operation: "listSavedViews", method: "GET", prepare: ({ at }) => ({ path: `${at}/saved-views` }) },
  {
    operation: "getSavedView",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/saved-views/${(await fixture.savedView()).id}` }),
  },
  {
    operation: "updateSavedView",
    method: "PATCH",
    prepare: async (fixture) => ({
      path: `${fixture.at}/saved-views/${(await fixture.savedView()).id}`,
      body: { name: "Unused" },
    }),
  },
  {
    operation: "deleteSavedView",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `${fixture.at}/saved-views/${(await fixture.savedView()).id}` }),
  },
  { operation: "listGroups", method: "GET", prepare: ({ at }) => ({ path: `${at}/groups` }) },
  {
    operation: "getGroup",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/groups/${(await fixture.member()).group.id}` }),
  },
  {
    operation: "deleteGroup",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `${fixture.at}/groups/${(await fixture.member()).group.id}` }),
  },
  {
    operation: "addGroupMember",
    method: "PUT",
    async prepare(fixture) {
      const [group, user] = [await fixture.group(), await fixture.user()];
      return { path: `${fixture.at}/groups/${group.id}/members/${user.id}` };
    },
  },
  {
    operation: "removeGroupMember",
    method: "DELETE",
    async prepare(fixture) {
      const { group, user } = await fixture.member();
      return { path: `${fixture.at}/groups/${group.id}/members/${user.id}` };
    },
  },
  {
    operation: "createApiKey",
    method: "POST",
    prepare: (fixture) => ({
      path: `${fixture.at}/api-keys`,
      body: { user: fixture.organization.member.id, name: "another" },
    }),
  },
  { operation: "listApiKeys", method: "GET", prepare: ({ at }) => ({ path: `${at}/api-keys` }) },
  {
    operation: "rotateApiKey",
    method: "POST",
    async prepare(fixture) {
      const { id } = await fixture.apiKey(fixture.organization.member.id);
      return { path: `${fixture.at}/api-keys/${id}/rotate`, body: {} };
    },
  },
  {
    operation: "revokeApiKey",
    method: "DELETE",
    async prepare(fixture) {
      const { id } = await fixture.apiKey(fixture.organization.member.id);
      return { path: `${fixture.at}/api-keys/${id}` };
    },
  },
  {
    operation: "createInvitation",
    method: "POST",
    prepare: async (fixture) => ({
      path: `${fixture.at}/users/${(await fixture.user()).id}/invitations`,
      body: {},
    }),
  },
  {
    operation: "createSession",
    method: "POST",
    prepare: async (fixture) => ({ path: "/registry/v1/sessions", key: await fixture.keyOfUser() }),
  },
  { operation: "getConsole", method: "GET", prepare: () => ({ path: "/registry/v1/console" }) },
  { operation: "listOwnSessions", method: "GET", prepare: () => ({ path: "/registry/v1/sessions" }) },
  {
    operation: "endOwnSession",
    method: "DELETE",
    async prepare(fixture) {
      const key = await fixture.keyOfUser();
      return { path: `/registry/v1/sessions/${(await fixture.session(key)).id}`, key };
    },
  },
  { operation: "listSessions", method: "GET", prepare: ({ at }) => ({ path: `${at}/sessions` }) },
  {
    operation: "endSession",
    method: "DELETE",
    async prepare(fixture) {
      const { id } = await fixture.session(await fixture.keyOfUser());
      return { path: `${fixture.at}/sessions/${id}` };
    },
  },
  { operation: "listInvitations", method: "GET", prepare: ({ at }) => ({ path: `${at}/invitations` }) },
  {
    operation: "revokeInvitation",
    method: "DELETE",
    async prepare(fixture) {
      const { id } = await fixture.invitation();
      return { path: `${fixture.at}/invitations/${id}` };
    },
  },
  {
    operation: "redeemInvitation",
    method: "POST",
    async prepare(fixture) {
      const { invitation } = await fixture.invitation();
      return { path: "/registry/v1/invitations/redeem", body: { name: "first" }, key: invitation };
    },
  },
  {
    operation: "createRouterKey",
    method: "POST",
    prepare: () => ({ path: "/registry/v1/router-keys", body: { name: "another" } }),
  },
  { operation: "listRouterKeys", method: "GET", prepare: () => ({ path: "/registry/v1/router-keys" }) },
  {
    operation: "revokeRouterKey",
    method: "DELETE",
    prepare: async (fixture) => ({ path: `/registry/v1/router-keys/${(await fixture.routerKey()).id}` }),
  },
  {
    operation: "createSuperadminKey",
    method: "POST",
    prepare: () => ({ path: "/registry/v1/superadmin-keys", body: { name: "another" } }),
  },
  {
    operation: "listSuperadminKeys",
    method: "GET",
    prepare: () => ({ path: "/registry/v1/superadmin-keys" }),
  },
  {
    operation: "rotateSuperadminKey",
    method: "POST",
    prepare: async (fixture) => ({
      path: `/registry/v1/superadmin-keys/${(await fixture.superadminKey()).id}/rotate`,
      body: {},
    }),
  },
  {
    operation: "revokeSuperadminKey",
    method: "DELETE",
    prepare: async (fixture) => ({
      path: `/registry/v1/superadmin-keys/${(await fixture.superadminKey()).id}`,
    }),
  },
  {
    operation: "createImport",
    method: "POST",
    async prepare(fixture) {
      await fixture.endImports();
      return {
        path: `${fixture.at}/imports?kind=numbers`,
        body: `provider,line\ntwilio,${fixture.line()}\n`,
      };
    },
  },
  { operation: "listImports", method: "GET", prepare: ({ at }) => ({ path: `${at}/imports` }) },
  {
    operation: "getImport",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/imports/${await fixture.checkedImport()}` }),
  },
  {
    operation: "listImportRows",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/imports/${await fixture.checkedImport()}/rows` }),
  },
  {
    operation: "applyImport",
    method: "POST",
    prepare: async (fixture) => ({ path: `${fixture.at}/imports/${await fixture.checkedImport()}/apply` }),
  },
  {
    operation: "undoImport",
    method: "POST",
    prepare: async (fixture) => ({ path: `${fixture.at}/imports/${await fixture.appliedImport()}/undo` }),
  },
  {
    operation: "cancelImport",
    method: "POST",
    prepare: async (fixture) => ({ path: `${fixture.at}/imports/${await fixture.runningImport()}/cancel` }),
  },
  { operation: "listCalls", method: "GET", prepare: ({ at }) => ({ path: `${at}/calls` }) },
  { operation: "listJobs", method: "GET", prepare: ({ at }) => ({ path: `${at}/jobs` }) },
  {
    operation: "getJob",
    method: "GET",
    prepare: async (fixture) => ({ path: `${fixture.at}/jobs/${(await fixture.job()).id}` }),
  },
  {
    operation: "cancelJob",
    method: "POST",
    prepare: async (fixture) => ({ path: `${fixture.at}/jobs/${(await fixture.job()).id}/cancel` }),
  },
  { operation: "listPlatformJobs", method: "GET", prepare: () => ({ path: "/registry/v1/jobs" }) },
  {
    operation: "getPlatformJob",
    method: "GET",
    prepare: async (fixture) => ({ path: `/registry/v1/jobs/${await fixture.platformJob()}` }),
  },
  {
    operation: "cancelPlatformJob",
    method: "POST",
    prepare: async (fixture) => ({ path: `/registry/v1/jobs/${await fixture.platformJob()}/cancel` }),
  },
  {
    operation: "getImportTemplate",
    method: "GET",
    prepare: () => ({ path: "/registry/v1/import-templates/users" }),
  },
  { operation: "getCaller", method: "GET", prepare: () => ({ path: "/registry/v1/me" }) },
  {
    operation: "addNumber",
    method: "POST",
    prepare: (fixture) => ({
      path: `${fixture.at}/numbers`,
      body: { provider: "sinch", line: fixture.line() },
    }),
  },
  {
    operation: "addNumbers",
    method: "POST",
    prepare: (fixture) => ({
      path: `${fixture.at}/numbers:batch`,
      body: { items: [1, 2].map(() => ({ provider: "sinch", line: fixture.line() })) },
    }),
  },
  {
    operation: "listNumbers",
    method: "GET",
    prepare: ({ at }) => ({ path: `${at}/numbers?state=available` }),
  },
  {
    operation: "getNumber",
    method: "GET",
    prepare: ({ at, organization }) => ({ path: `${at}/numbers/${organization.twilio.line}` }),
  },
  {
    operation: "updateNumber",
    method: "PATCH",
    prepare: async (fixture) => ({
      path: `${fixture.at}/numbers/${(await fixture.number()).id}`,
      body: { alias: "front desk" },
    }),
  },
  {
    operation: "assign",
    method: "PUT",
    async prepare(fixture) {
      const [number, user] = [await fixture.number(), await fixture.user()];
      return { path: `${fixture.at}/numbers/${number.id}/holders/${user.id}`, body: {} };
    },
  },
  {
    operation: "unassign",
    method: "DELETE",
    async prepare(fixture) {
      const { number, user } = await fixture.holding();
      return { path: `${fixture.at}/numbers/${number.id}/holders/${user.id}` };
    },
  },
  {
    operation: "listHolders",
    method: "GET",
    prepare: async (fixture) => ({
      path: `${fixture.at}/numbers/${(await fixture.holding()).number.id}/holders`,
    }),
  },
  { operation: "listAssignments", method: "GET", prepare: ({ at }) => ({ path: `${at}/assignments` }) },
  ...truth,
  ...webhooks,
  ...carrierAccounts,
];

const tetherPath = ({ organization }: RouteFixture) => `/api/organizations/${organization.id}/phone-numbers`;
const tether: Route[] = [
  {
    operation: "get_organizations_phone_numbers",
    method: "GET",
    prepare: (fixture) => ({ path: tetherPath(fixture) }),
  },
  {
    operation: "post_organizations_phone_numbers",
    method: "POST",
    async prepare(fixture) {
      // Adds a number, unassigns the user's default at the provider, and takes inbound from its holder.
      const { user } = await fixture.holding("textgrid");
      const body = {
        targetUserId: user.id,
        provider: "textgrid",
        phoneNumber: fixture.line(),
        transfer: true,
      };
      return { path: tetherPath(fixture), body };
    },
  },
  {
    operation: "delete_organizations_phone_numbers",
    method: "DELETE",
    async prepare(fixture) {
      const { user } = await fixture.holding("sinch");
      return { path: `${tetherPath(fixture)}/${user.id}/sinch` };
    },
  },
];

const telnyx: Route[] = [
  {
    operation: "ListOrganizationUsers",
    method: "GET",
    asAdmin: true,
    prepare: () => ({ path: "/v2/organizations/users?include_groups=true" }),
  },
  {
    operation: "GetOrganizationUsersGroupsReport",
    method: "GET",
    asAdmin: true,
    prepare: () => ({ path: "/v2/organizations/users/users_groups_report" }),
  },
  {
    operation: "GetOrganizationUser",
    method: "GET",
    asAdmin: true,
    prepare: ({ organization }) => ({ path: `/v2/organizations/users/${organization.member.id}` }),
  },
  {
    operation: "DeleteOrganizationUser",
    method: "POST",
    asAdmin: true,
    prepare: async (fixture) => ({
      path: `/v2/organizations/users/${(await fixture.leaver()).user.id}/actions/remove`,
    }),
  },
];

const ippanel: Route[] = [
  {
    operation: "assignNumber",
    method: "POST",
    asAdmin: true,
    async prepare(fixture) {
      const [number, user] = [await fixture.number("ippanel", "+98300"), await fixture.user()];
      const body = { number_id: number.serial, target_user: user.username, send: true, gets: true };
      return { path: "/v1/api/numbers/assign", body };
    },
  },
  {
    operation: "unassignNumber",
    method: "POST",
    asAdmin: true,
    async prepare(fixture) {
      const { number, user } = await fixture.holding("ippanel", "+98300");
      const body = { number: number.line, target_user_id: user.serial };
      return { path: "/v1/api/numbers/unassign", body };
    },
  },
  {
    operation: "listNumbers",
    method: "GET",
    asAdmin: true,
    prepare: () => ({ path: "/v1/api/number/numbers" }),
  },
];

export const routes = { native, tether, telnyx, ippanel } as const;
