import { afterEach, describe, expect, test } from "vitest";
import { carrierClients } from "../../src/carriers/clients.ts";
import type { InventoryProvider } from "../../src/model.ts";
import { accessTo, closeAccesses } from "../helpers/carriers/access.ts";
import { inventories } from "../helpers/carriers/inventories.ts";
import type { SimulatedInventory, SimulatedNumber } from "../helpers/carriers/inventory.ts";

let inventory: SimulatedInventory;

afterEach(async () => {
  await closeAccesses();
  await inventory.simulator.close();
});

/** How each carrier spells +14165550100 and so on. */
const spellings: Readonly<Record<InventoryProvider, (line: string) => string>> = {
  twilio: (line) => line,
  textgrid: (line) => line,
  telnyx: (line) => line,
  sinch: (line) => line,
  vonage: (line) => line.slice(1),
  plivo: (line) => line.slice(1),
  bandwidth: (line) => line.slice(2),
  ippanel: (line) => line,
};
const providers = Object.keys(spellings) as InventoryProvider[];
/** These read where the number's webhook is. */
const withVoice = providers.filter((provider) => provider !== "ippanel");
const withSms = withVoice.filter((provider) => provider !== "sinch");
const settable = withVoice.filter((provider) => provider !== "textgrid");
const withTotals = ["telnyx", "sinch", "vonage", "plivo", "bandwidth"] as const;

async function start(provider: InventoryProvider, count: number, fields: Partial<SimulatedNumber> = {}) {
  inventory = inventories[provider]();
  await inventory.simulator.start();
  const lines = Array.from({ length: count }, (_, index) => `+1416${5550100 + index}`);
  for (const line of lines) inventory.add(spellings[provider](line), { ...fields });
  const client = carrierClients[provider];
  const access = accessTo(inventory.simulator, provider, inventory.credentials);
  return { client, access, lines, read: () => client.readInventory(access) };
}

const voiceUrl = "https://edge.example.com/voice?a=1&b=2";
const smsUrl = "https://edge.example.com/sms";

describe.each(providers)("the client of %s", (provider) => {
  test("reads every page, in the only spelling", async () => {
    const { read, lines } = await start(provider, 260);
    const seen = await read();
    expect(seen.map(({ line }) => line)).toEqual(lines);
    expect(new Set(seen.map(({ ref }) => ref)).size).toBe(260);
    expect(inventory.simulator.inFlightMax).toBe(1);
  });

  test("reads an empty inventory", async () => {
    const { read } = await start(provider, 0);
    expect(await read()).toEqual([]);
  });

  test("accepts the credentials, and reports wrong ones", async () => {
    const { client, access } = await start(provider, 1);
    await client.testCredentials(access);
    for (const name of Object.keys(inventory.credentials)) {
      const wrong = { ...inventory.credentials, [name]: "d3Jvbmc=" };
      const failed = client.testCredentials(accessTo(inventory.simulator, provider, wrong));
      if (name === "servicePlanId") await failed;
      else
        await expect(failed).rejects.toMatchObject({ reason: expect.stringMatching(/unauthorized|refused/) });
    }
  });

  test("returns nothing when a page fails", async () => {
    const { read } = await start(provider, 260);
    const { simulator } = inventory;
    let pages = 0;
    simulator.intercept = ({ url }) => {
      if (/number/i.test(url.pathname)) pages += 1;
      return pages > 1 && /number/i.test(url.pathname) ? { status: 500 } : undefined;
    };
    await expect(read()).rejects.toMatchObject({ reason: "unreachable" });
  });

  test("does not take another response for an inventory", async () => {
    const { read } = await start(provider, 3);
    inventory.simulator.intercept = () => ({ body: "<html>Maintenance</html" });
    await expect(read()).rejects.toMatchObject({ reason: "incomplete" });
  });
});

test.each(withTotals)("%s: a total that differs from what was read is incomplete", async (provider) => {
  const { read } = await start(provider, 5);
  inventory.totalError = 1;
  await expect(read()).rejects.toMatchObject({ reason: "incomplete" });
});

test.each(withVoice)("%s: reads where calls go", async (provider) => {
  const { read } = await start(provider, 2, { voiceUrl, voiceMethod: "GET" });
  const [seen] = await read();
  expect(seen?.voice?.url).toBe(voiceUrl);
  if (provider !== "sinch") expect(seen?.voice?.method).toBe("GET");
});

test.each(withSms)("%s: reads where messages go", async (provider) => {
  const { read } = await start(provider, 2, { smsUrl, voiceUrl });
  expect((await read())[0]?.sms?.url).toBe(smsUrl);
});

test.each(settable)("%s: sets where calls go, and sets it back", async (provider) => {
  const { client, access, read } = await start(provider, 2, { voiceUrl });
  const url = "https://new.example.com/voice?x=1&y=2";
  for (const [next, method] of [
    [url, "POST"],
    [voiceUrl, "GET"],
  ] as const) {
    const [number] = await read();
    if (number === undefined) throw new Error("there is no number");
    await client.setWebhook?.(access, { number, kind: "voice", url: next, method });
    expect((await read())[0]?.voice).toMatchObject(
      provider === "sinch" ? { url: next } : { url: next, method },
    );
  }
});

test.each(settable.filter((it) => it !== "sinch"))("%s: sets where messages go", async (provider) => {
  const { client, access, read } = await start(provider, 2, { voiceUrl, smsUrl });
  const [number] = await read();
  if (number === undefined) throw new Error("there is no number");
  const url = "https://new.example.com/sms";
  await client.setWebhook?.(access, { number, kind: "sms", url, method: "POST" });
  const [changed] = await read();
  expect(changed?.sms?.url).toBe(url);
  expect(changed?.voice?.url).toBe(voiceUrl);
});

test.each(["textgrid", "telnyx", "vonage"] as const)(
  "%s: reads what the carrier forwards",
  async (provider) => {
    const { read } = await start(provider, 2);
    Object.assign(inventory.numbers[0] ?? {}, { forwardsTo: "+14165550199" });
    expect((await read()).map(({ forwardsTo }) => forwardsTo)).toEqual(["+14165550199", undefined]);
  },
);

test.each(["twilio", "textgrid", "telnyx", "sinch", "plivo", "ippanel"] as const)(
  "%s: a name that only repeats the number is none",
  async (provider) => {
    const { read } = await start(provider, 3);
    const names = ["(416) 555-0100", "+14165550101", "Front desk"];
    inventory.numbers.forEach((number, index) => {
      number.name = names[index] ?? "";
    });
    expect((await read()).map(({ name }) => name)).toEqual([null, null, "Front desk"]);
  },
);

describe("the client of twilio", () => {
  test("reads applications, trunks and Messaging Services, which count instead of the number's URLs", async () => {
    const { read } = await start("twilio", 0);
    inventory.add("+14165550100", { voiceUrl, smsUrl, more: { voice_application_sid: "AP1" } });
    inventory.add("+14165550101", { voiceUrl, smsUrl, more: { trunk_sid: "TK1" } });
    inventory.add("+14165550102", { id: "PNservice", voiceUrl, smsUrl });
    const [application, trunk, service] = await read();
    expect(application?.voice).toEqual({
      ...{ url: "https://app.example.com/voice", method: "GET", via: "application", viaRef: "AP1" },
    });
    expect(trunk?.voice).toEqual({ url: null, via: "trunk", viaRef: "TK1" });
    expect(service?.sms).toEqual({ url: "https://service.example.com/sms", via: "profile", viaRef: "MG1" });
  });

  test("follows no page to another host, and no page twice", async () => {
    const { read } = await start("twilio", 1);
    inventory.simulator.intercept = ({ url }) => {
      if (!url.pathname.endsWith("/IncomingPhoneNumbers.json")) return undefined;
      return { body: { incoming_phone_numbers: [], next_page_uri: "https://elsewhere.example.com/" } };
    };
    await expect(read()).rejects.toMatchObject({ reason: "incomplete" });
    inventory.simulator.intercept = ({ url }) => ({
      body: { incoming_phone_numbers: [], next_page_uri: url.pathname + url.search },
    });
    await expect(read()).rejects.toMatchObject({ reason: "incomplete" });
  });
});

test("what is no line is unreadable, and a short code does not become a number", async () => {
  const { read } = await start("vonage", 0);
  inventory.add("777000", { more: { type: "mobile-shortcode" } });
  inventory.add("ACME");
  inventory.add("447700900000");
  expect((await read()).map(({ line }) => line)).toEqual([null, null, "+447700900000"]);
});

test("sinch: reads every region and type", async () => {
  const { read } = await start("sinch", 2);
  inventory.add("+46701234567");
  expect((await read()).map(({ line }) => line)).toEqual(["+46701234567", "+14165550100", "+14165550101"]);
});
