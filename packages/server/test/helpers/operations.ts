import type { OrganizationId } from "../../src/model.ts";
import { type DialectName, dialectNames } from "../../src/model.ts";
import { addCheckedImport, addJob, addPlatformJob } from "./add-jobs.ts";
import { type RunningApp, superadminKey } from "./app.ts";
import { addComparedAccount } from "./carriers/compared-account.ts";
import { addCarrierSync } from "./carriers/stored-sync.ts";
import { dereference } from "./dereference.ts";
import { carrierSecret } from "./secrets.ts";
import { created, type World } from "./world.ts";

const unanswered = { action: "announce", texts: { "en-US": "Nobody is here." } };
/** jambonz has no API, so that a test of the credentials sends nothing. */
const newCarrierAccount = {
  provider: "jambonz",
  name: "Second",
  publicUrl: "https://edge.acme.example",
  apiUrl: null,
  identifiers: { numbersProvider: "twilio" },
  secrets: { webhookSecret: carrierSecret },
  ringSeconds: 30,
  ringMode: "simultaneous",
  callerId: "calledNumber",
  recordsCalls: true,
  unanswered,
  unansweredByReason: { noAnswer: unanswered },
  language: "en-CA",
  languageByCountry: { FR: "fr-FR" },
  forwardsMessages: false,
  forwardedMessagesPerHour: 10,
  keepsCalls: true,
  callRetentionDays: 7,
  dialOutCountries: ["CA"],
  syncHours: null,
};
const { provider, apiUrl, secrets, ...carrierAccountChanges } = { ...newCarrierAccount, status: "disabled" };

const applied = { kinds: ["nameDiffers"], reason: "Taken over." };

export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** One route of a dialect, with a valid request. */
export interface Operation {
  readonly name: string;
  readonly dialect: DialectName;
  readonly method: string;
  readonly path: string;
  /** The path with `{names}`; `params` has their values in `path`. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly bodySchema: Schema | undefined;
  /** Response schemas by status; null for no content. */
  readonly answers: Readonly<Record<string, Schema | null>>;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { in: string; name: string }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/**
 * Returns every route of the server's OpenAPI documents, so that tests cover new routes without a change.
 * Afterwards acme's member holds acme's Twilio number.
 */
export async function collectOperations(app: RunningApp, world: World): Promise<Operation[]> {
  const { ask, server } = app;
  const { acme } = world;
  const at = `/registry/v1/organizations/${acme.id}`;
  const group = await created(ask, `${at}/groups`, { name: "Sales" });
  const apiKey = await created(ask, `${at}/api-keys`, { user: acme.other.id, name: "spare" });
  const invite = async (email: string) => {
    const user = await created(ask, `${at}/users`, { email, name: "Invited" });
    return created(ask, `${at}/users/${user.id}/invitations`, {});
  };
  const { invitation } = await invite("first.invited@acme.example");
  const open = await invite("second.invited@acme.example");
  const invitee = await created(ask, `${at}/users`, { email: "third.invited@acme.example", name: "Invited" });
  const { json: session } = await ask("POST /registry/v1/sessions", { key: acme.other.key });
  const { json: ownSession } = await ask("POST /registry/v1/sessions");
  const newView = { name: "Free numbers", screen: "numbers", query: "state=available" };
  const savedView = await created(ask, `${at}/saved-views`, newView);
  const routerKey = await created(ask, "/registry/v1/router-keys", { name: "edge" });
  const platformKey = await created(ask, "/registry/v1/superadmin-keys", { name: "script" });
  const holder = `${at}/numbers/${acme.twilio.id}/holders/${acme.member.id}`;
  await ask(`PUT ${holder}`, { body: {} });
  const { json: feed } = await ask(`GET ${at}/events?kind=number.assigned`);
  const leaver = await created(ask, `${at}/users`, { email: "leaver@acme.example", name: "Lea" });
  await ask(`PATCH ${at}/users/${leaver.id}`, { body: { status: "blocked" } });
  const { json: blocks } = await ask(`GET ${at}/email-blocks`);
  await ask(`DELETE ${at}/users/${leaver.id}`);
  const { json: left } = await ask(`GET ${at}/offboardings`);
  const removed = await created(ask, `${at}/users`, { email: "removed@acme.example", name: "Rem" });
  await ask(`DELETE ${at}/users/${removed.id}`);
  const planned = { action: "unassign", numbers: [acme.sinch.id, acme.ippanel.id] };
  const plan = await created(ask, `${at}/plans`, planned);
  const applied = await created(ask, `${at}/plans`, planned);
  await ask(`POST ${at}/plans/${applied.id}/apply`, { body: {} });
  const owner = { email: "bill@initrode.example", name: "Bill" };
  const unused = await created(ask, "/registry/v1/organizations", { name: "Initrode", owner });
  const webhook = await created(ask, `${at}/webhooks`, { url: "https://crm.acme.example/whoseline" });
  const carrierAccount = await created(ask, `${at}/carrier-accounts`, { ...newCarrierAccount, name: "Main" });
  const shared = await created(ask, "/registry/v1/carrier-accounts", { ...newCarrierAccount, name: "Main" });
  const compared = await addCarrierSync(app, carrierAccount.id, { organizationId: acme.id });
  const platformCompared = await addCarrierSync(app, shared.id);
  const values: Record<string, string> = {
    organizationId: acme.id,
    organization: acme.id,
    targetUserId: acme.member.id,
    user: acme.member.id,
    id: acme.member.id,
    provider: "twilio",
    number: acme.twilio.id,
    group: group.id,
    apiKey: apiKey.id,
    invitation: open.id,
    routerKey: routerKey.id,
    superadminKey: platformKey.id,
    seq: String(feed.items[0].seq),
    offboarding: left.items[0].id,
    plan: plan.id,
    block: blocks.items[0].id,
    session: session.id,
    savedView: savedView.id,
    import: await addCheckedImport(app, acme.id),
    job: (await addJob(app, acme.id)).id,
    platformJob: await addPlatformJob(app),
    template: "numbers",
    webhook: webhook.id,
    carrierAccount: carrierAccount.id,
    platformCarrierAccount: shared.id,
    carrierSync: compared.sync,
    carrierSyncItem: compared.item,
    platformCarrierSync: platformCompared.sync,
    platformCarrierSyncItem: platformCompared.item,
  };
  /** A number without a holder. */
  const free = { ...values, number: acme.sinch.id };
  const valuesOf: Record<string, typeof values> = {
    releaseNumber: free,
    endOwnSession: { ...values, session: ownSession.id },
    deleteOrganization: { ...values, organization: unused.organization.id },
    createInvitation: { ...values, user: invitee.id },
    eraseUser: { ...values, user: removed.id },
    undoPlan: { ...values, plan: applied.id },
    ...(await comparedAccounts(app, values, acme.id)),
  };
  const bodies = bodiesFor(world);
  return dialectNames.flatMap((dialect) => {
    const key = dialect === "telnyx" || dialect === "ippanel" ? acme.admin.key : superadminKey;
    const document = dereference(server.documents.get(dialect)?.()) as {
      paths: Record<string, Record<string, Described>>;
    };
    const queries = queriesFor(world);
    return Object.entries(document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        dialect,
        method: method.toUpperCase(),
        template,
        headers: {
          authorization: `Bearer ${described.operationId === "redeemInvitation" ? invitation : key}`,
        },
        body: described.requestBody && bodies[described.operationId],
        ...toOperation(
          described,
          dialect,
          template,
          valuesOf[described.operationId] ?? values,
          queries[described.operationId],
        ),
      })),
    );
  });
}

function toOperation(
  { operationId, parameters = [], requestBody, responses }: Described,
  dialect: DialectName,
  template: string,
  values: Readonly<Record<string, string>>,
  required: string | undefined,
) {
  const named = (place: string) => parameters.filter((it) => it.in === place).map(({ name }) => name);
  const params = Object.fromEntries(named("path").map((name) => [name, values[name] ?? name]));
  const answers = Object.entries(responses).map(
    ([status, { content }]) => [status, content?.["application/json"]?.schema ?? null] as const,
  );
  return {
    name: `${dialect} ${operationId}`,
    path: required === undefined ? fill(template, params) : withQuery(fill(template, params), required),
    params,
    query: named("query"),
    bodySchema: requestBody?.content["application/json"]?.schema,
    answers: Object.fromEntries(answers),
  };
}

export const fill = (template: string, params: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? name);

export const withQuery = (path: string, query: string): string =>
  `${path}${path.includes("?") ? "&" : "?"}${query}`;

/** The files of operations that take one, by name. */
export const uploads: Readonly<Record<string, { readonly body: string; readonly contentType: string }>> = {
  "native createImport": { body: "email,name\nnina@acme.example,Nina\n", contentType: "text/csv" },
};

/** Required query parameters by operation. */
const queriesFor = ({ acme }: World): Record<string, string> => ({
  routeInbound: `provider=twilio&to=${encodeURIComponent(acme.twilio.line)}`,
  createImport: "kind=users",
  routeOutbound: `provider=twilio&user=${acme.member.id}`,
});

/** The accounts whose inventories can be compared, by operation. */
async function comparedAccounts(
  app: RunningApp,
  values: Record<string, string>,
  organizationId: OrganizationId,
): Promise<Record<string, Record<string, string>>> {
  const at = `/registry/v1/organizations/${organizationId}`;
  const ofOrganization = async (isApplied = false) => {
    const { account, sync, item } = await addComparedAccount(app, at, { organizationId, isApplied });
    return { ...values, carrierAccount: account, carrierSync: sync, carrierSyncItem: item };
  };
  const ofPlatform = async (isApplied = false) => {
    const { account, sync, item } = await addComparedAccount(app, "/registry/v1", { isApplied });
    const compared = { platformCarrierSync: sync, platformCarrierSyncItem: item };
    return { ...values, platformCarrierAccount: account, ...compared };
  };
  return {
    startCarrierAccountSync: await ofOrganization(),
    setCarrierAccountWebhook: await ofOrganization(),
    undoCarrierAccountWebhook: await ofOrganization(true),
    startPlatformCarrierAccountSync: await ofPlatform(),
    setPlatformCarrierAccountWebhook: await ofPlatform(),
    undoPlatformCarrierAccountWebhook: await ofPlatform(true),
  };
}

function bodiesFor({ acme }: World): Record<string, Record<string, unknown>> {
  const pair = { number_id: acme.twilio.serial, target_user_id: acme.member.serial };
  const named = { number: acme.sinch.line, target_user: acme.other.username };
  const flags = { isDefault: true, isInboundEnabled: true };
  return {
    post_organizations_phone_numbers: {
      targetUserId: acme.member.id,
      provider: "twilio",
      phoneNumber: "+14165550177",
      label: "Front desk",
      transfer: false,
      ...flags,
    },
    unassignNumber: pair,
    assignNumber: { ...named, send: true, gets: true },
    createOrganization: {
      name: "Initech",
      owner: { email: "peter@initech.example", name: "Peter", username: "peter" },
    },
    updateOrganization: { name: "Acme again" },
    transferOwnership: { user: acme.admin.id },
    createUser: { email: "nina@acme.example", name: "Nina", username: "nina", role: "member" },
    createUsers: { items: [{ email: "nora@acme.example", name: "Nora" }], dryRun: true },
    updateUser: { name: "Mona Lisa", email: "lisa@acme.example", username: "lisa", role: "member" },
    setEndpoints: { endpoints: ["client:mona", "sip:mona@acme.example"] },
    routeInboundMany: { lines: [{ provider: "twilio", to: acme.twilio.line }], fresh: true },
    createSuperadminKey: { name: "script", expiresAt: "2030-01-01T00:00:00Z", scopes: ["readOnly"] },
    rotateSuperadminKey: { overlapSeconds: 3600 },
    createRouterKey: { name: "edge", expiresAt: "2030-01-01T00:00:00Z" },
    createGroup: { name: "Support" },
    createSavedView: { name: "Free", screen: "numbers", query: "state=available", isShared: true },
    updateSavedView: { name: "Unused" },
    createApiKey: { user: acme.other.id, name: "script", expiresAt: "2030-01-01T00:00:00Z" },
    createInvitation: { expiresAt: "2026-03-10T00:00:00Z" },
    redeemInvitation: { name: "laptop", expiresAt: "2030-01-01T00:00:00Z" },
    rotateApiKey: { overlapSeconds: 60, expiresAt: "2030-01-01T00:00:00Z" },
    addNumber: {
      provider: "vonage",
      line: "+14165550188",
      alias: "Reception",
      holder: { user: acme.other.id, ...flags, isOutboundEnabled: true, label: "Desk" },
    },
    addNumbers: { items: [{ provider: "vonage", line: "+14165550189" }], dryRun: true },
    updateNumber: { alias: "Switchboard" },
    transfer: {
      fromUser: acme.member.id,
      toUser: acme.other.id,
      isDefault: true,
      isOutboundEnabled: true,
      label: "Desk",
      reason: "He moved to sales.",
    },
    offboardUser: {
      dryRun: false,
      numbers: [{ number: acme.twilio.id, toUser: acme.other.id }],
      reason: "His last day.",
    },
    createWebhook: {
      url: "https://erp.acme.example/whoseline",
      alias: "ERP",
      kinds: ["number.*"],
      body: "thin",
      isOrdered: false,
      hasCloudEvents: true,
    },
    createCarrierAccount: newCarrierAccount,
    updateCarrierAccount: carrierAccountChanges,
    rotateCarrierAccountSecrets: { secrets: { webhookSecret: carrierSecret }, overlapSeconds: 60 },
    createPlatformCarrierAccount: newCarrierAccount,
    updatePlatformCarrierAccount: carrierAccountChanges,
    rotatePlatformCarrierAccountSecrets: { secrets: { webhookSecret: carrierSecret }, overlapSeconds: 60 },
    applyCarrierAccountSync: applied,
    applyPlatformCarrierAccountSync: applied,
    updateWebhook: { alias: "CRM of sales", status: "paused" },
    rotateWebhookSecret: { overlapSeconds: 60 },
    replayWebhook: { after: 1 },
    eraseUser: { reason: "Ticket 1234." },
    createPlan: {
      action: "assign",
      numbers: [acme.sinch.id],
      toUser: acme.other.id,
      isDefault: false,
      isInboundEnabled: true,
      isOutboundEnabled: true,
      takesInbound: false,
      label: "Desk",
      reason: "She moved to sales.",
    },
    applyPlan: { mode: "each" },
    undoPlan: { reason: "By mistake." },
    undoEvent: { reason: "By mistake." },
    undoOffboarding: { reason: "She stays." },
    assign: { ...flags, isOutboundEnabled: true, label: "Desk", reason: "He asked." },
  };
}
