import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TelnyxWebhook } from "telnyx/lib/webhooks";
import { describe, expect, onTestFinished, test } from "vitest";
import { bandwidth } from "../../src/carriers/bandwidth/index.ts";
import type { CarrierDoor, VoiceDoor } from "../../src/carriers/contract/carrier-door.ts";
import { plivo } from "../../src/carriers/plivo/index.ts";
import { telnyx } from "../../src/carriers/telnyx/index.ts";
import { textgrid } from "../../src/carriers/textgrid/index.ts";
import type { CarrierCredentials } from "../../src/core/telephony/carrier-client.ts";
import type { CarrierMessage } from "../../src/core/telephony/message.ts";
import { BandwidthSimulator } from "../helpers/carriers/bandwidth.ts";
import { type ServedDoor, serveDoor } from "../helpers/carriers/door-server.ts";
import type { XmlSimulatorOptions } from "../helpers/carriers/follow-xml.ts";
import { PlivoSimulator } from "../helpers/carriers/plivo.ts";
import { ringInOrder } from "../helpers/carriers/ring-in-order.ts";
import type { CallReport, IncomingCall, Outcome } from "../helpers/carriers/simulated-call.ts";
import { TelnyxSimulator } from "../helpers/carriers/telnyx.ts";
import { TextGridSimulator } from "../helpers/carriers/textgrid.ts";
import { formText } from "../helpers/carriers/webhook.ts";

interface Simulator {
  call(incoming: IncomingCall): Promise<CallReport>;
}

const endpoints = ["client:lena", "sip:lena@pbx.example.com;transport=tls", "tel:+14165550123"];
const account = { identifiers: { sipSubdomain: "acme" } };
const incoming = { from: "+14165550199", to: "+14165550100" };

/** How each carrier spells the endpoints, and which of them it reaches. */
const carriers = {
  telnyx: {
    door: telnyx,
    tries: ["/voice"],
    rings: ["sip:lena@acme.sip.telnyx.com", ...endpoints.slice(1)],
    simulate(options: XmlSimulatorOptions) {
      const simulator = new TelnyxSimulator(options);
      return { simulator, credentials: { publicKey: simulator.publicKey } };
    },
  },
  plivo: {
    door: plivo,
    tries: ["/voice", "/voice"],
    rings: ["sip:lena@phone.plivo.com", ...endpoints.slice(1)],
    simulate: (options: XmlSimulatorOptions) => ({
      simulator: new PlivoSimulator({ ...options, authToken: "sub", mainAuthToken: "main" }),
      credentials: { authToken: "another", mainAuthToken: "main" },
    }),
  },
  bandwidth: {
    door: bandwidth,
    tries: ["/voice"],
    rings: endpoints.slice(1),
    simulate: (options: XmlSimulatorOptions) => ({
      simulator: new BandwidthSimulator({ ...options, user: "user", password: "pass:word" }),
      credentials: { webhookUser: "user", webhookPassword: "pass:word" },
    }),
  },
} as const;

/** The credentials are those of the simulator that is made of the server's address. */
async function serve<Made extends Simulator>(
  door: CarrierDoor,
  simulate: (options: XmlSimulatorOptions) => { simulator: Made; credentials: CarrierCredentials },
  served: Omit<ServedDoor, "credentials"> = {},
  more: Partial<XmlSimulatorOptions> = {},
) {
  const credentials: CarrierCredentials[] = [];
  const options = await serveDoor(door, {
    decide: ringInOrder(door, endpoints, account),
    ...served,
    credentials,
  });
  const made = simulate({ ...options, ...more });
  credentials.push(made.credentials);
  return { simulator: made.simulator, events: options.events, credentials, options };
}

describe.each(Object.entries(carriers))("%s", (_, { door, rings, tries, simulate }) => {
  const open = (served?: Omit<ServedDoor, "credentials">, more?: Partial<XmlSimulatorOptions>) =>
    serve<Simulator>(door, simulate, served, more);
  const answersAt = (answering: string) => (endpoint: string) =>
    endpoint === answering ? "answered" : "noAnswer";

  test("rings the endpoints that it reaches in order, until one answers", async () => {
    const { simulator, events } = await open();
    for (const [index, endpoint] of rings.entries()) {
      const report = await simulator.call({ ...incoming, outcomeOf: answersAt(endpoint) });
      expect(report).toMatchObject({ answeredBy: endpoint, end: "answered", heard: [], violations: [] });
      expect(report.rang).toEqual(rings.slice(0, index + 1).map((it) => [it]));
    }
    expect(events.every(({ call }) => call?.to === incoming.to && call.from === incoming.from)).toBe(true);
  });

  test.each<[Outcome, string]>([
    ["busy", "busy"],
    ["noAnswer", "noAnswer"],
    ["failed", "failed"],
  ])("goes on after %s", async (outcome, expected) => {
    const { simulator, events } = await open();
    const report = await simulator.call({ ...incoming, outcomeOf: () => outcome });
    expect(report.rang).toEqual(rings.map((it) => [it]));
    expect(events.filter(({ kind }) => kind === "legEnded")).toMatchObject(
      rings.map(() => ({ outcome: expected })),
    );
  });

  test.each([false, true])("records a message, whether the caller hangs up (%s) or not", async (hangsUp) => {
    const { simulator, events } = await open();
    const report = await simulator.call({ ...incoming, hangsUp });
    expect(report).toMatchObject({ heard: ["Speak after the tone."], hasLeftMessage: true, violations: [] });
    expect(events.find(({ kind }) => kind === "recorded")).toMatchObject({
      call: { id: events[0]?.call?.id },
      url: expect.stringMatching(/^https:/),
      seconds: 7,
    });
  });

  test("forwards, announces and rejects", async () => {
    const { simulator } = await open({
      decide: (event, { nextUrl }) =>
        event.kind === "incoming"
          ? { kind: "forward", line: "+14165550177", seconds: 20, callerId: null, nextUrl }
          : { kind: "announce", text: "Nobody <is> here & there.", language: "en-US" },
    });
    const report = await simulator.call(incoming);
    expect(report).toMatchObject({
      rang: [["tel:+14165550177"]],
      heard: ["Nobody <is> here & there."],
      violations: [],
    });
    const rejecting = await open({ decide: () => ({ kind: "reject" }) });
    expect(await rejecting.simulator.call(incoming)).toMatchObject({ rang: [], heard: [], end: "refused" });
  });

  test("shows the called number for a caller who is withheld", async () => {
    const { simulator, events } = await open();
    const report = await simulator.call({ ...incoming, from: "anonymous" });
    expect(report.callerIds.map((it) => it?.replace(/^\+/, ""))).toEqual(rings.map(() => "14165550100"));
    expect(events[0]).toMatchObject({ call: { from: "anonymous", isWithheld: true } });
  });

  test("is refused with other credentials, and plays its own announcement", async () => {
    const { simulator, credentials, events } = await open();
    credentials.splice(0, 1, {});
    expect(await simulator.call(incoming)).toMatchObject({ rang: [], end: "carrierError" });
    expect(events).toEqual([]);
  });

  test("is accepted with credentials that are being replaced", async () => {
    const { simulator, credentials } = await open();
    credentials.unshift({
      authToken: "new",
      mainAuthToken: "new",
      webhookUser: "new",
      webhookPassword: "new",
    });
    const report = await simulator.call({ ...incoming, outcomeOf: answersAt(rings[0] ?? "") });
    expect(report.answeredBy).toBe(rings[0]);
  });

  test("plays its own announcement when there is no response in time", async () => {
    const { simulator } = await open({}, { timeoutMs: 50, ...(await silentServer()) });
    expect(await simulator.call(incoming)).toMatchObject({ rang: [], end: "carrierError" });
  });

  test("asks the fallback URL when the first one fails", async () => {
    const { door: unavailable, asked } = unavailableAt(door, "/voice");
    const served = await serve<Simulator>(unavailable, simulate, { decide: () => ({ kind: "hangUp" }) });
    expect(await served.simulator.call(incoming)).toMatchObject({ end: "carrierError" });
    const { publicUrl, path } = served.options;
    const made = simulate({ ...served.options, fallbackUrl: `${publicUrl}${path}/voice/other` });
    served.credentials.splice(0, 1, made.credentials);
    asked.length = 0;
    expect((await made.simulator.call(incoming)).documents).toHaveLength(1);
    expect(asked.map((url) => url.slice(`${publicUrl}${path}`.length))).toEqual([...tries, "/voice/other"]);
  });
});

/** A door that refuses one URL, and the URLs that it was asked at. */
function unavailableAt(door: CarrierDoor, path: string): { door: CarrierDoor; asked: string[] } {
  const { voice } = door;
  if (voice === undefined) throw new Error("The carrier has no calls.");
  const asked: string[] = [];
  const verify: VoiceDoor["verify"] = (request, options) => {
    asked.push(request.url);
    return request.url.endsWith(path) ? { isValid: false, reason: "wrong" } : voice.verify(request, options);
  };
  return { door: { ...door, voice: { ...voice, verify } }, asked };
}

/** Accepts connections and answers nothing. */
async function silentServer(): Promise<Pick<XmlSimulatorOptions, "origin">> {
  const server = createServer(() => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("textgrid", () => {
  const simulate = (options: XmlSimulatorOptions) => ({
    simulator: new TextGridSimulator({ ...options, webhookSecret: "whsec_test" }),
    credentials: { webhookSecret: "whsec_test" },
  });

  test("rings one number, and nobody is asked afterwards", async () => {
    const { simulator, events } = await serve(textgrid, simulate);
    const answered = await simulator.call({ ...incoming, outcomeOf: () => "answered" });
    expect(answered).toMatchObject({ rang: [["tel:+14165550123"]], end: "answered", violations: [] });
    expect(await simulator.call(incoming)).toMatchObject({ rang: [["tel:+14165550123"]], end: "completed" });
    expect(events.map(({ kind }) => kind)).toEqual(["incoming", "incoming"]);
  });

  test("announces instead of recording a message", async () => {
    const decide = ringInOrder(textgrid, ["client:lena"]);
    const { simulator } = await serve(textgrid, simulate, { decide });
    expect(await simulator.call(incoming)).toMatchObject({
      heard: ["Speak after the tone."],
      hasLeftMessage: false,
      violations: [],
    });
  });

  test("sends messages as forms or JSON, once", async () => {
    const received: CarrierMessage[] = [];
    const receive = (messages: readonly CarrierMessage[]) => void received.push(...messages);
    const { simulator, options } = await serve(textgrid, simulate, { receive });
    const message = { ...incoming, text: "Café & 👍" };
    expect(await simulator.sendMessage(message)).toEqual([200]);
    const json = JSON.stringify({
      MessageSid: "TG1",
      From: message.from,
      To: message.to,
      Body: message.text,
    });
    const url = `${options.publicUrl}${options.path}/sms`;
    expect((await simulator.send(url, json, "application/json")).status).toBe(200);
    expect(received).toMatchObject([message, message]);
  });
});

describe("messages", () => {
  const failing = (times: number, received: CarrierMessage[]) => ({
    receive(messages: readonly CarrierMessage[]) {
      if (times-- > 0) throw new Error("The database is unavailable.");
      received.push(...messages);
    },
  });
  const text = "Café & 👍";

  test("of Telnyx are sent three times to each URL", async () => {
    const received: CarrierMessage[] = [];
    const { simulator } = await serve(telnyx, carriers.telnyx.simulate, failing(2, received));
    expect(await simulator.sendMessage({ from: "+1", to: ["+14165550100", "+14165550101"], text })).toEqual([
      503, 503, 200,
    ]);
    expect(received.map(({ to }) => to)).toEqual(["+14165550100", "+14165550101"]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(2);
    const lost = await serve(telnyx, carriers.telnyx.simulate, failing(9, []));
    expect(await lost.simulator.sendMessage({ from: "+1", to: ["+14165550100"], text })).toEqual([
      503, 503, 503,
    ]);
  });

  test("of Bandwidth are sent until they are accepted", async () => {
    const received: CarrierMessage[] = [];
    const { simulator } = await serve(bandwidth, carriers.bandwidth.simulate, failing(3, received));
    const statuses = await simulator.sendMessage({ from: "+1", to: ["+14165550100"], text });
    expect(statuses).toEqual([503, 503, 503, 200]);
    expect(received).toMatchObject([{ to: "+14165550100", text }]);
  });

  test("of Plivo are signed with version 2 and sent once", async () => {
    const received: CarrierMessage[] = [];
    const { simulator } = await serve(plivo, carriers.plivo.simulate, failing(0, received));
    expect(await simulator.sendMessage({ ...incoming, text })).toEqual([200]);
    expect(received).toMatchObject([{ ...incoming, text }]);
    const lost = await serve(plivo, carriers.plivo.simulate, failing(1, []));
    expect(await lost.simulator.sendMessage({ ...incoming, text })).toEqual([503]);
  });
});

test("the vendor's library accepts what the simulator of Telnyx signs", async () => {
  const simulator = new TelnyxSimulator({ origin: "", publicUrl: "", path: "" });
  const body = formText({ From: "+14165550199", Body: "Café & 👍" });
  const { "content-type": _, ...headers } = simulator.sign(body);
  await new TelnyxWebhook(simulator.publicKey).verify(body, headers);
  await expect(new TelnyxWebhook(simulator.publicKey).verify(`${body}x`, headers)).rejects.toThrow(
    "does not match",
  );
});
