import Telnyx from "telnyx";
import twilio from "twilio";
import { afterEach, expect, test } from "vitest";
import type { SimulatedInventory } from "../helpers/carriers/inventory.ts";
import { createTelnyxInventory } from "../helpers/carriers/telnyx-inventory.ts";
import { createTwilioInventory } from "../helpers/carriers/twilio-inventory.ts";

/** The carriers' own clients read the simulators, so that both agree with our client on the carrier's format. */
let inventory: SimulatedInventory;

afterEach(() => inventory.simulator.close());

async function startWith(created: SimulatedInventory, count: number): Promise<readonly string[]> {
  inventory = created;
  await inventory.simulator.start();
  const lines = Array.from({ length: count }, (_, index) => `+1416${5550100 + index}`);
  for (const line of lines) inventory.add(line, { voiceUrl: "https://edge.example.com/voice" });
  return lines;
}

interface TwilioRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly params?: object;
  readonly data?: object;
}

/** Sends the requests of Twilio's client to the simulator. */
async function requestSimulator({ method, uri, username, password, params, data }: TwilioRequest) {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(params ?? {})) url.searchParams.set(name, String(value));
  const response = await fetch(inventory.simulator.url + url.pathname + url.search, {
    method,
    headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
    ...(method === "post" && { body: new URLSearchParams(data as Record<string, string>) }),
  });
  return { statusCode: response.status, body: await response.json(), headers: {} };
}

test("twilio's client reads the simulated inventory, over several pages, and changes it", async () => {
  const lines = await startWith(createTwilioInventory(), 120);
  const { accountSid = "", authToken } = inventory.credentials;
  const client = twilio(accountSid, authToken, { httpClient: { request: requestSimulator } as never });
  const numbers = await client.incomingPhoneNumbers.list({ pageSize: 50 });
  expect(numbers.map(({ phoneNumber }) => phoneNumber)).toEqual(lines);
  expect(numbers[0]).toMatchObject({
    ...{ sid: "id1", voiceUrl: "https://edge.example.com/voice", voiceMethod: "POST" },
    capabilities: { voice: true, sms: true },
  });
  const voiceUrl = "https://new.example.com/voice";
  await client.incomingPhoneNumbers("id1").update({ voiceUrl });
  expect(inventory.find("id1")?.voiceUrl).toBe(voiceUrl);
});

test("telnyx's client reads the simulated inventory, over several pages", async () => {
  const lines = await startWith(createTelnyxInventory(), 600);
  const client = new Telnyx({ apiKey: "KEY1", baseURL: `${inventory.simulator.url}/v2` });
  const read: string[] = [];
  for await (const number of client.phoneNumbers.list({ "page[size]": 250 } as never))
    read.push(number.phone_number ?? "");
  expect(read).toEqual(lines);
  const applications = [];
  for await (const application of client.texmlApplications.list()) applications.push(application.voice_url);
  expect(applications).toEqual(["https://edge.example.com/voice"]);
});
