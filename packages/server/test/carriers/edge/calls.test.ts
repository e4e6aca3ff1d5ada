import { beforeEach, describe, expect, inject, test } from "vitest";
import type { NewCarrierAccountInput } from "../../../src/core/carrier-accounts/carrier-accounts.ts";
import { addCarrierAccount, twilioOf } from "../../helpers/carriers/carrier-account.ts";
import type { Outcome } from "../../helpers/carriers/simulated-call.ts";
import { holderPath, useTestContext } from "../../helpers/test-context.ts";
import type { Person } from "../../helpers/world.ts";

const context = useTestContext(inject("engine"));
const caller = "+12125550123";
const endpoints = ["client:mona", "sip:mona@pbx.acme.example:5061;transport=tls", "tel:+14165550177"];

let line: string;
beforeEach(async () => {
  const { app, acme } = context;
  await app.installation.routeIndexSync.built;
  line = acme.twilio.line;
  await assign(acme.member);
  await setEndpoints(acme.member, endpoints);
});

const assign = async (user: Person) => {
  const { status } = await context.admin.put(holderPath(context.acme.twilio, user), {});
  expect(status).toBe(200);
};

async function transfer(fromUser: Person, toUser: Person): Promise<void> {
  const body = { fromUser: fromUser.id, toUser: toUser.id };
  const { status } = await context.admin.post(`/numbers/${context.acme.twilio.id}/transfer`, body);
  expect(status).toBe(200);
}

async function setEndpoints(user: Person, list: readonly string[]): Promise<void> {
  const { status } = await context.admin.put(`/users/${user.id}/endpoints`, { endpoints: list });
  expect(status).toBe(200);
}

const addAccount = (input: Partial<NewCarrierAccountInput> = {}) =>
  addCarrierAccount(context.app, context.acme.id, input);

const outcomes = (byEndpoint: Readonly<Record<string, Outcome>>) => (endpoint: string) =>
  byEndpoint[endpoint] ?? "noAnswer";

describe("a call to a number with a holder", () => {
  test("rings the holder's first endpoint, and ends when its answered leg ends", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    const report = await twilio.call({
      from: caller,
      to: line,
      outcomeOf: outcomes({ "client:mona": "answered" }),
    });
    expect(report).toMatchObject({
      rang: [["client:mona"]],
      answeredBy: "client:mona",
      end: "answered",
      heard: [],
    });
  });

  test("rings the second endpoint when the first is busy", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    const outcomeOf = outcomes({ "client:mona": "busy", [endpoints[1] as string]: "answered" });
    const report = await twilio.call({ from: caller, to: line, outcomeOf });
    expect(report.rang).toEqual([["client:mona"], [endpoints[1]]]);
    expect(report.answeredBy).toBe(endpoints[1]);
  });

  test("announces that nobody answers after the last endpoint", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    const report = await twilio.call({ from: caller, to: line });
    expect(report.rang).toEqual(endpoints.map((endpoint) => [endpoint]));
    expect(report).toMatchObject({
      heard: ["Nobody is available to take your call. Please try again later."],
      end: "completed",
    });
  });

  test("rings all endpoints at once when the account rings at once, and then announces", async () => {
    const twilio = twilioOf(context.app, await addAccount({ ringMode: "simultaneous" }));
    const answered = await twilio.call({
      from: caller,
      to: line,
      outcomeOf: outcomes({ "tel:+14165550177": "answered" }),
    });
    expect(answered).toMatchObject({ rang: [endpoints], answeredBy: "tel:+14165550177" });
    const missed = await twilio.call({ from: caller, to: line });
    expect(missed).toMatchObject({ rang: [endpoints], end: "completed" });
    expect(missed.heard).toHaveLength(1);
  });

  test("rings the new holder after a transfer between two calls", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    const { other } = context.acme;
    await setEndpoints(other, ["client:otto"]);
    expect((await twilio.call({ from: caller, to: line })).rang[0]).toEqual(["client:mona"]);
    await transfer(context.acme.member, other);
    expect((await twilio.call({ from: caller, to: line })).rang).toEqual([["client:otto"]]);
  });

  test("counts in the current list when the endpoints change between two legs", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    let changing: Promise<void> | undefined;
    const outcomeOf = (endpoint: string): Outcome => {
      if (endpoint === "client:mona")
        changing ??= setEndpoints(context.acme.member, ["client:new", "client:newer"]);
      return "noAnswer";
    };
    const report = await twilio.call({ from: caller, to: line, outcomeOf, beforeNext: async () => changing });
    expect(report.rang).toEqual([["client:mona"], ["client:newer"]]);
  });

  test("never rings the line that was called", async () => {
    const { app, acme, platform } = context;
    const twilio = twilioOf(context.app, await addAccount());
    const own = `+1416555018${context.count % 10}`;
    await setEndpoints(acme.member, [`tel:${own}`, "client:mona"]);
    const number = await platform.post("/numbers", { provider: "twilio", line: own });
    await platform.put(holderPath(number.json, acme.member), {});
    expect((await twilio.call({ from: caller, to: own })).rang).toEqual([["client:mona"]]);
    expect(app.logged.join("")).not.toContain(own);
  });

  test("shows a withheld caller as the called number, and another one as themselves", async () => {
    const account = await addAccount();
    const twilio = twilioOf(context.app, account);
    expect((await twilio.call({ from: "anonymous", to: line })).callerIds).toEqual([line, line, line]);
    expect((await twilio.call({ from: "+266696687", to: line })).callerIds[0]).toBe(line);
    expect((await twilio.call({ from: caller, to: line })).callerIds).toEqual([null, null, null]);
    const showsCalled = twilioOf(context.app, await addAccount({ callerId: "calledNumber" }));
    expect((await showsCalled.call({ from: caller, to: line })).callerIds).toEqual([line, line, line]);
  });

  test("is in the log of calls, with the outcome of each endpoint and four digits of the caller", async () => {
    const twilio = twilioOf(context.app, await addAccount());
    const outcomeOf = outcomes({ "client:mona": "busy", [endpoints[1] as string]: "answered" });
    await twilio.call({ from: caller, to: line, outcomeOf });
    const { installation, store } = context.app;
    await installation.telephony.calls.flush();
    const { items } = await store.read(context.acme.id).calls.list({}, { size: 10 });
    expect(items).toMatchObject([
      {
        line,
        numberId: context.acme.twilio.id,
        userId: context.acme.member.id,
        direction: "inbound",
        otherDigits: "0123",
        rule: "inboundHolder",
        decision: "ring",
        outcome: "answered",
        endpoints: [
          { endpoint: "client:mona", outcome: "busy" },
          { endpoint: endpoints[1], outcome: "answered" },
        ],
      },
    ]);
  });

  test("is not in the log when the account keeps no calls", async () => {
    const twilio = twilioOf(context.app, await addAccount({ keepsCalls: false }));
    await twilio.call({ from: caller, to: line });
    expect(context.app.installation.telephony.calls.queued).toBe(0);
  });
});
