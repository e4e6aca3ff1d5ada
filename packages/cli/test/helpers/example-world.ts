import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Whoseline } from "../../../sdk/src/index.ts";
import type { OrganizationId } from "../../../server/src/model.ts";
import { addCheckedImport, addJob, addPlatformJob } from "../../../server/test/helpers/add-jobs.ts";
import type { RunningApp } from "../../../server/test/helpers/app.ts";
import { superadminKey } from "../../../server/test/helpers/secrets.ts";
import { exampleIds } from "../../src/client/catalogue/example-ids.ts";

/** A removed user whose id is chosen. */
const removedUser = "019cb3ff9f005fb12e8a0007";

export interface ExampleWorld {
  /** The ids of the examples, each with that of a record that exists. */
  readonly ids: ReadonlyMap<string, string>;
  /** A folder with the files of the examples. */
  readonly folder: string;
}

/** Makes the records that the examples of the help need: the organization `acme` with two users and five numbers. */
export async function makeExampleWorld(app: RunningApp): Promise<ExampleWorld> {
  const client = new Whoseline({ baseUrl: app.url, apiKey: superadminKey, organization: "acme" });
  const owner = { email: "olga@acme.example", name: "Olga Ivanova" };
  const { organization } = await client.organizations.create({ name: "Acme", slug: "acme", owner });
  await client.organizations.create({
    name: "Empty",
    slug: "empty",
    owner: { ...owner, email: "olga@empty.example" },
  });
  await makeUsers(client);
  await makeNumbers(client);
  const ids = await makeRecords(client, app.url);
  const numbers = ["+14165550104"];
  const plan = await client.plans.create({ action: "assign", numbers, toUser: "@ana" });
  const applied = await client.plans.create({ action: "label", numbers: ["+14165550105"], label: "Front" });
  await client.plans.apply({ plan: applied.id });
  await client.users.remove({ user: "@carla" });
  const offboarding = await client.users.offboard({ user: "@dora" });
  return {
    ids: new Map([
      ...ids,
      [exampleIds.offboarding, offboarding.id],
      [exampleIds.importId, await addCheckedImport(app, organization.id as OrganizationId)],
      [exampleIds.job, (await addJob(app, organization.id as OrganizationId)).id],
      [exampleIds.platformJob, await addPlatformJob(app)],
      [exampleIds.plan, plan.id],
      [exampleIds.appliedPlan, applied.id],
    ]),
    folder: await makeFiles(client),
  };
}

async function makeUsers(client: Whoseline): Promise<void> {
  for (const [username, name] of [
    ["ana", "Ana Souza"],
    ["ben", "Ben Carter"],
    ["dora", "Dora Novak"],
    ["emil", "Emil Berg"],
  ] as const)
    await client.users.create({
      name,
      username,
      email: `${username}@acme.example`,
      endpoints: [`client:${username}`],
    });
  const carla = { name: "Carla Ruiz", username: "carla", email: "carla@acme.example" };
  await client.users.create({ ...carla, id: removedUser });
}

async function makeNumbers(client: Whoseline): Promise<void> {
  await client.numbers.add({
    provider: "twilio",
    line: "+14165550102",
    holder: { user: "@ana", isDefault: true },
  });
  await client.assignments.assign({ number: "+14165550102", user: "@ana", label: "Sales desk" });
  for (const line of ["+14165550103", "+14165550104"]) await client.numbers.add({ provider: "twilio", line });
  await client.numbers.add({ provider: "sinch", line: "+14165550105", holder: { user: "@ben" } });
}

async function makeRecords(client: Whoseline, baseUrl: string): Promise<ReadonlyMap<string, string>> {
  const group = await client.groups.create({ name: "Sales" });
  await client.groups.addMember({ group: group.id, user: "@ana" });
  await client.users.update({ user: "@emil", status: "blocked" });
  const [block] = await client.emailBlocks.list().toArray();
  const apiKey = await client.apiKeys.create({ user: "olga@acme.example", name: "Phone" });
  const invitation = await client.invitations.create({ user: "@ben" });
  const olga = new Whoseline({ baseUrl, apiKey: apiKey.key ?? "" });
  const [session, ownSession] = [await olga.sessions.create(), await client.sessions.create()];
  const view = { name: "Free numbers", screen: "numbers", query: "state=available" };
  const savedView = await client.savedViews.create(view);
  const routerKey = await client.routerKeys.create({ name: "edge" });
  const superadmin = await client.superadminKeys.create({ name: "Second" });
  const webhook = await client.webhooks.create({ url: "https://crm.acme.example/whoseline" });
  const twilio = {
    provider: "twilio",
    name: "Twilio",
    publicUrl: "https://edge.acme.example",
    identifiers: { accountSid: "AC1" },
  } as const;
  const carrierAccount = await client.carrierAccounts.create(twilio);
  const platformCarrierAccount = await client.platformCarrierAccounts.create(twilio);
  const sync = await client.carrierAccounts.sync({ carrierAccount: carrierAccount.id });
  const platformSync = await client.platformCarrierAccounts.sync({
    platformCarrierAccount: platformCarrierAccount.id,
  });
  return new Map([
    [exampleIds.carrierSync, sync.id],
    [exampleIds.platformCarrierSync, platformSync.id],
    [exampleIds.carrierAccount, carrierAccount.id],
    [exampleIds.platformCarrierAccount, platformCarrierAccount.id],
    [exampleIds.webhook, webhook.id],
    [exampleIds.group, group.id],
    [exampleIds.emailBlock, block?.id ?? ""],
    [exampleIds.apiKey, apiKey.id],
    [exampleIds.invitation, invitation.id],
    [exampleIds.session, session.id],
    [exampleIds.ownSession, ownSession.id],
    [exampleIds.savedView, savedView.id],
    [exampleIds.routerKey, routerKey.id],
    [exampleIds.superadminKey, superadmin.id],
  ]);
}

async function makeFiles(client: Whoseline): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-examples-"));
  const lines = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join("");
  const numbers = [
    { provider: "twilio", line: "+14165550120" },
    { provider: "twilio", line: "+14165550121", holder: { user: "@ben" } },
  ];
  const users = [{ name: "Lea Martin", email: "lea@acme.example" }];
  const looked = [{ provider: "twilio", to: "+14165550102" }];
  const { invitation } = await client.invitations.create({ user: "@ana" });
  const files = {
    "numbers.ndjson": lines(numbers),
    "numbers.json": JSON.stringify(numbers),
    "users.ndjson": lines(users),
    "users.json": JSON.stringify(users),
    "lines.ndjson": lines(looked),
    "lines.json": JSON.stringify(looked),
    "numbers.csv": "provider,line,holder\ntwilio,+14165550122,@ben\n",
    "users.csv": "email,name\nlea@acme.example,Lea Martin\n",
    "invitation.key": `${invitation}\n`,
    "acme.key": `${superadminKey}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}
