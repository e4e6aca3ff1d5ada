import { beforeEach, expect, inject, test } from "vitest";
import type { NewCarrierAccountInput } from "../../src/core/carrier-accounts/carrier-accounts.ts";
import { addCarrierAccount, publicUrl, twilioOf } from "../helpers/carriers/carrier-account.ts";
import { holderPath, useTestContext } from "../helpers/test-context.ts";
import { useWebhooks } from "../helpers/webhooks.ts";

const context = useTestContext(inject("engine"));
const hooks = useWebhooks(context);
const caller = "+12125550123";

beforeEach(async () => {
  const { app, acme, admin } = context;
  await app.installation.routeIndexSync.built;
  await admin.put(holderPath(acme.twilio, acme.member), {});
  await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints: ["client:mona"] });
});

async function call(
  outcome: "answered" | "noAnswer",
  { from = caller, ...fields }: Partial<NewCarrierAccountInput> & { readonly from?: string } = {},
) {
  const account = await addCarrierAccount(context.app, context.acme.id, fields);
  const twilio = twilioOf(context.app, account);
  await twilio.call({ from, to: context.acme.twilio.line, outcomeOf: () => outcome });
  await context.app.installation.telephony.notifications.flush();
  return account;
}

test("a call that the holder answers is routed", async () => {
  await hooks.create({ kinds: ["call.*"] });
  const { id } = await call("answered");
  await hooks.receiver.received(1);
  const { twilio, member } = context.acme;
  expect(hooks.receiver.requests.map(({ json }) => [json.type, json.data])).toEqual([
    [
      "call.routed",
      {
        carrierAccountId: id,
        callId: expect.stringMatching(/^CA/),
        numberId: twilio.id,
        userId: member.id,
        ...{ provider: "twilio", direction: "inbound", line: twilio.line, from: caller, isWithheld: false },
        rule: "inboundHolder",
      },
    ],
  ]);
});

test("a call that nobody answers is missed, also at an account that keeps no calls", async () => {
  await hooks.create({ kinds: ["call.*"] });
  await call("noAnswer", { keepsCalls: false, from: "anonymous" });
  const requests = await hooks.receiver.received(2);
  expect(requests.map(({ json }) => json.type).toSorted()).toEqual(["call.missed", "call.routed"]);
  expect(requests.map(({ json: { data } }) => [data.from, data.isWithheld])).toEqual([
    [null, true],
    [null, true],
  ]);
});

test("a call to a number without a holder is missed for the reason of the lookup", async () => {
  await hooks.create({ kinds: ["call.missed"] });
  await context.admin.delete(holderPath(context.acme.twilio, context.acme.member));
  await call("noAnswer");
  const [request] = await hooks.receiver.received(1);
  expect(request?.json.data).toMatchObject({ userId: null, rule: "unassigned" });
});

test.each([
  ["no-answer", "completed"],
  ["canceled", "in-progress"],
])("a call whose caller hangs up while it rings is missed (%s, %s)", async (DialCallStatus, CallStatus) => {
  const { app, acme, admin } = context;
  await hooks.create({ kinds: ["call.missed"] });
  await admin.put(`/users/${acme.member.id}/endpoints`, { endpoints: ["client:mona", "client:mona.desk"] });
  const account = await addCarrierAccount(app, acme.id);
  const path = `/telephony/twilio/${account.id}`;
  const twilio = twilioOf(app, account);
  const fields = { CallSid: "CA1", From: caller, To: acme.twilio.line, CallStatus: "ringing" };
  await twilio.send(`${publicUrl}${path}/voice`, fields);
  await twilio.send(`${publicUrl}${path}/voice/next/1`, { ...fields, CallStatus, DialCallStatus });
  const { calls, notifications } = app.installation.telephony;
  await Promise.all([calls.flush(), notifications.flush()]);
  const [request] = await hooks.receiver.received(1);
  expect(request?.json.data).toMatchObject({ callId: "CA1", userId: acme.member.id });
  const [call] = (await admin.get("/calls")).json.items;
  expect(call.outcome).toBe("unanswered");
  expect(call.endpoints.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(["client:mona"]);
});
