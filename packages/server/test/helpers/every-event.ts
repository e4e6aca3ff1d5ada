import { startWebhookDelivery } from "../../src/workers/webhooks.ts";
import { holderPath, type TestContext } from "./test-context.ts";
import { dayMs } from "./time.ts";
import { until } from "./until.ts";
import { WebhookReceiver } from "./webhook-receiver.ts";
import { quickDelivery } from "./webhooks.ts";

/** Makes an event of every kind; the last one deletes the organization. */
export async function makeEveryEvent(context: TestContext): Promise<void> {
  await makeEveryEventButDeletion(context);
  await deleteOrganization(context);
}

export async function makeEveryEventButDeletion(context: TestContext): Promise<void> {
  const { admin, platform, acme, app } = context;
  await admin.patch("", { coolingDays: 3 });
  const claim = { email: acme.member.email };
  const identity = { organizationId: acme.id, issuer: "https://id.example", externalId: "mona", claim };
  await app.installation.principalOfToken(
    {
      identity: { ...identity, mayBe: () => true },
      issuedAt: undefined,
      details: { issuer: null, expiresAt: null },
    },
    { call: { dialect: "native", requestId: "first" } },
  );
  const { id } = (await admin.post("/groups", { name: "Sales" })).json;
  await admin.put(`/groups/${id}/members/${acme.member.id}`);
  await admin.put(holderPath(acme.twilio, acme.member), { label: "Desk" });
  await admin.put(holderPath(acme.twilio, acme.member), { label: "Front desk" });
  await admin.patch(`/users/${acme.member.id}`, { endpoints: ["client:mona"] });
  await admin.post(`/users/${acme.member.id}/sign-out`);
  for (const status of ["blocked", "active"]) await platform.patch(`/users/${acme.other.id}`, { status });
  const until = new Date(app.clock.now + dayMs).toISOString();
  await admin.patch(`/numbers/${acme.sinch.id}`, { reservedFor: { user: acme.other.id, until } });
  await admin.delete(`/numbers/${acme.ippanel.id}`);
  const { json } = await admin.post(`/users/${acme.member.id}/offboarding`, {});
  await platform.post(`/offboardings/${json.id}/undo`, {});
  await admin.delete(`/groups/${id}`);
  const nina = await admin.post("/users", { name: "Nina", email: `nina${context.count}@acme.example` });
  for (const name of ["revoked", "redeemed"]) {
    const { json } = await admin.post(`/users/${nina.json.id}/invitations`, {});
    if (name === "redeemed")
      await app.ask("POST /registry/v1/invitations/redeem", { key: json.invitation, body: { name } });
  }
  const key = await admin.post("/api-keys", { user: acme.admin.id, name: "rotated" });
  await admin.post(`/api-keys/${key.json.id}/rotate`, {});
  await makeWebhookEvents(context);
  await makeCarrierAccountEvents(context);
  const leaver = (await admin.post("/users", { name: "Lea", email: "lea@acme.example" })).json;
  await admin.delete(`/users/${leaver.id}`);
  await platform.post(`/users/${leaver.id}/erasure`, {});
}

/** Creates a webhook whose receiver refuses everything, so that it is disabled, changes it and deletes it. */
async function makeWebhookEvents({ admin, app }: TestContext): Promise<void> {
  const receiver = await new WebhookReceiver().start();
  receiver.react = () => 410;
  const delivery = startWebhookDelivery(app, quickDelivery);
  const { id } = (await admin.post("/webhooks", { url: receiver.url() })).json;
  await admin.patch(`/webhooks/${id}`, { alias: "CRM" });
  await until(
    "the webhook is disabled",
    async () => (await admin.get(`/webhooks/${id}`)).json.status === "disabled",
  );
  await admin.delete(`/webhooks/${id}`);
  await delivery.stop();
  await receiver.close();
}

async function makeCarrierAccountEvents({ admin }: TestContext): Promise<void> {
  const secrets = { apiKey: "KEY" };
  const account = { provider: "telnyx", name: "Main", publicUrl: "https://edge.acme.example", secrets };
  const { id } = (await admin.post("/carrier-accounts", account)).json;
  await admin.post(`/carrier-accounts/${id}/secrets`, { secrets: { apiKey: "new" } });
  await admin.delete(`/carrier-accounts/${id}`);
}

/** Releases the numbers, revokes the keys and deletes the organization. */
async function deleteOrganization({ platform, admin, acme }: TestContext): Promise<void> {
  for (const { userId, numberId } of (await admin.get("/assignments?limit=200")).json.items)
    await admin.delete(`/numbers/${numberId}/holders/${userId}`);
  for (const { id } of [acme.twilio, acme.sinch]) await platform.delete(`/numbers/${id}`);
  for (const { id } of (await platform.get("/api-keys?limit=200")).json.items)
    await platform.delete(`/api-keys/${id}`);
  await platform.delete("");
}
