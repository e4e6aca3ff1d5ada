import Telnyx from "telnyx";
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { carrierClients } from "../../src/carriers/clients.ts";
import type { InventoryProvider } from "../../src/model.ts";
import { accessTo, closeAccesses } from "../helpers/carriers/access.ts";
import {
  basic,
  CarrierSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from "../helpers/carriers/simulator.ts";

const form = ({ body }: SimulatedRequest) => Object.fromEntries(new URLSearchParams(body));
const json = ({ body }: SimulatedRequest) => JSON.parse(body);
const message = { from: "+14165550101", to: "+14165550111", text: "Fwd +14165550199: سلام & 1+1" };

interface Carrier {
  readonly credentials: Readonly<Record<string, string>>;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: object;
  readonly read: (request: SimulatedRequest) => object;
  readonly accepted: SimulatedResponse;
  readonly id: string;
}

/** What each carrier documents. */
const carriers: Readonly<Record<InventoryProvider, Carrier>> = {
  twilio: {
    credentials: { accountSid: "AC1", authToken: "token1" },
    path: "/2010-04-01/Accounts/AC1/Messages.json",
    authorization: basic("AC1", "token1"),
    body: { From: message.from, To: message.to, Body: message.text },
    read: form,
    accepted: { status: 201, body: { sid: "SM1", status: "queued" } },
    id: "SM1",
  },
  textgrid: {
    credentials: { accountSid: "k3Id==", authToken: "token1" },
    path: "/2010-04-01/Accounts/k3Id%3D%3D/Messages.json",
    authorization: `Bearer ${Buffer.from("k3Id==:token1").toString("base64")}`,
    body: { from: message.from, to: message.to, body: message.text },
    read: json,
    accepted: { status: 201, body: { sid: "TG1", status: "queued" } },
    id: "TG1",
  },
  telnyx: {
    credentials: { apiKey: "KEY1" },
    path: "/v2/messages",
    authorization: "Bearer KEY1",
    body: message,
    read: json,
    accepted: { body: { data: { id: "b0c7e8cb", record_type: "message" } } },
    id: "b0c7e8cb",
  },
  sinch: {
    credentials: { servicePlanId: "plan1", smsToken: "token1" },
    path: "/xms/v1/plan1/batches",
    authorization: "Bearer token1",
    body: { type: "mt_text", from: message.from, to: [message.to], body: message.text },
    read: json,
    accepted: { status: 201, body: { id: "01FC66621XXXXX119Z8PMV1QPQ" } },
    id: "01FC66621XXXXX119Z8PMV1QPQ",
  },
  vonage: {
    credentials: { apiKey: "key1", apiSecret: "secret1" },
    path: "/sms/json",
    authorization: undefined,
    body: {
      ...{ api_key: "key1", api_secret: "secret1", text: message.text, type: "unicode" },
      ...{ from: "14165550101", to: "14165550111" },
    },
    read: form,
    accepted: { body: { "message-count": "1", messages: [{ "message-id": "0C00", status: "0" }] } },
    id: "0C00",
  },
  plivo: {
    credentials: { authId: "MA1", authToken: "token1" },
    path: "/v1/Account/MA1/Message/",
    authorization: basic("MA1", "token1"),
    body: { src: "14165550101", dst: "14165550111", text: message.text },
    read: json,
    accepted: { status: 202, body: { message_uuid: ["db3ce55a"], api_id: "db342550" } },
    id: "db3ce55a",
  },
  bandwidth: {
    credentials: {
      ...{ accountId: "9900000", apiUser: "user1", apiPassword: "password1" },
      messagingApplicationId: "93de2206",
    },
    path: "/api/v2/users/9900000/messages",
    authorization: basic("user1", "password1"),
    body: { applicationId: "93de2206", from: message.from, to: [message.to], text: message.text },
    read: json,
    accepted: { status: 202, body: { id: "1589228074636lm4k2je7j7jklbn2" } },
    id: "1589228074636lm4k2je7j7jklbn2",
  },
  ippanel: {
    credentials: { token: "token1" },
    path: "/v1/api/send",
    authorization: "token1",
    body: {
      ...{ sending_type: "webservice", from_number: message.from, message: message.text },
      params: { recipients: [message.to] },
    },
    read: json,
    accepted: { body: { data: { message_outbox_ids: [1123544244] }, meta: { status: true } } },
    id: "1123544244",
  },
};

let simulator: CarrierSimulator;
let response: SimulatedResponse = {};
beforeEach(async () => {
  simulator = await new CarrierSimulator(() => response).start();
});
afterEach(async () => {
  await closeAccesses();
  await simulator.close();
});

describe.each(Object.keys(carriers) as InventoryProvider[])("%s", (provider) => {
  const { credentials, path, authorization, body, read, accepted, id } = carriers[provider];
  const send = (secrets = credentials) =>
    carrierClients[provider].sendMessage?.(accessTo(simulator, provider, secrets), message);

  test("sends a text and returns the carrier's id of it", async () => {
    response = accepted;
    expect(await send()).toBe(id);
    const [request, another] = simulator.requests;
    expect(another).toBeUndefined();
    expect(`${request?.method} ${request?.url.pathname}`).toBe(`POST ${path}`);
    expect(request?.headers.authorization).toBe(authorization);
    expect(request && read(request)).toEqual(body);
  });

  test("sends it once when the carrier fails or does not respond", async () => {
    response = { status: 503, body: {} };
    await expect(send()).rejects.toMatchObject({ reason: "unreachable" });
    expect(simulator.requests).toHaveLength(1);
  });

  test("distinguishes a refusal, wrong credentials and missing ones", async () => {
    response = { status: 400, body: { code: 21610 } };
    await expect(send()).rejects.toMatchObject({ reason: "refused" });
    response = { status: 401, body: {} };
    await expect(send()).rejects.toMatchObject({ reason: "unauthorized" });
    simulator.requests.length = 0;
    await expect(send({})).rejects.toMatchObject({ reason: "unauthorized" });
    expect(simulator.requests).toEqual([]);
  });

  test("does not take a response without an id for a sent message", async () => {
    response = { body: {} };
    await expect(send()).rejects.toThrow();
  });
});

test.each([
  ["1", "limited"],
  ["4", "unauthorized"],
  ["5", "unreachable"],
  ["15", "refused"],
])("Vonage's status %s is %s", async (status, reason) => {
  response = { body: { messages: [{ status, "error-text": "No" }] } };
  const access = accessTo(simulator, "vonage", carriers.vonage.credentials);
  await expect(carrierClients.vonage.sendMessage?.(access, message)).rejects.toMatchObject({ reason });
});

test("Vonage gets texts without special characters as text", async () => {
  response = carriers.vonage.accepted;
  const access = accessTo(simulator, "vonage", carriers.vonage.credentials);
  await carrierClients.vonage.sendMessage?.(access, { ...message, text: "Call me at 5, ok?" });
  expect(simulator.requests.map((request) => form(request).type)).toEqual(["text"]);
});

test("Telnyx's own client sends the same request, and reads the simulated response", async () => {
  response = carriers.telnyx.accepted;
  const client = new Telnyx({ apiKey: "KEY1", baseURL: `${simulator.url}/v2`, maxRetries: 0 });
  const { data } = await client.messages.send(message);
  expect(data?.id).toBe(carriers.telnyx.id);
  await carrierClients.telnyx.sendMessage?.(
    accessTo(simulator, "telnyx", carriers.telnyx.credentials),
    message,
  );
  const [theirs, ours] = simulator.requests.map(({ url, body }) => [url.pathname, JSON.parse(body)]);
  expect(ours).toEqual(theirs);
});

test("Twilio's own client sends the same request, and reads the simulated response", async () => {
  response = carriers.twilio.accepted;
  const { accountSid = "", authToken = "" } = carriers.twilio.credentials;
  const client = twilio(accountSid, authToken, {
    httpClient: new RedirectedClient(simulator.url) as never,
  });
  const { sid } = await client.messages.create({ from: message.from, to: message.to, body: message.text });
  expect(sid).toBe(carriers.twilio.id);
  const access = accessTo(simulator, "twilio", carriers.twilio.credentials);
  await carrierClients.twilio.sendMessage?.(access, message);
  const [theirs, ours] = simulator.requests.map((request) => [request.url.pathname, form(request)]);
  expect(ours).toEqual(theirs);
});

/** Twilio's HTTP client, with the simulator as the host. */
class RedirectedClient {
  readonly #client = new twilio.RequestClient();
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  request(options: Parameters<InstanceType<typeof twilio.RequestClient>["request"]>[0]) {
    return this.#client.request({
      ...options,
      uri: this.#base + new URL(options.uri).pathname,
    });
  }
}
