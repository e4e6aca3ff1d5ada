import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeOrganization, type Organization, type Person } from "../helpers/world.ts";
import { Edge, removeFolder, variants, Whoseline } from "./edge.ts";
import { isEdgeMissing } from "./programs.ts";
import { Callee, hosts, makeCalls } from "./sipp.ts";

describe.skipIf(isEdgeMissing()).each(variants)("the SIP edge, asking over %s,", (variant) => {
  let whoseline: Whoseline;
  let acme: Organization;
  let edge: Edge;
  let phone: Callee;
  let busyPhone: Callee;
  let silentPhone: Callee;
  let carrier: Callee;

  beforeAll(async () => {
    [whoseline, phone, busyPhone, silentPhone, carrier] = await Promise.all([
      Whoseline.start(),
      Callee.start("callee-answers"),
      Callee.start("callee-busy"),
      Callee.start("callee-silent"),
      Callee.start("callee-answers", hosts.carrier),
    ]);
    acme = await makeOrganization(whoseline.ask, "acme", "1");
  });
  afterAll(async () => {
    await Promise.all([phone, busyPhone, silentPhone, carrier, whoseline].map((it) => it.stop()));
    removeFolder(whoseline);
  });
  beforeEach(async () => {
    edge = await Edge.start(whoseline, {
      variant,
      gateway: `${carrier.host}:${carrier.port}`,
      users: { mona: acme.member.id, otto: acme.other.id },
      passwords: { mona: "mona-secret", otto: "otto-secret" },
    });
  });
  afterEach(() => edge.stop());

  const at = () => `/registry/v1/organizations/${acme.id}`;
  async function change(request: string, body: unknown) {
    const answer = await whoseline.ask(request, { body });
    expect(answer.status, answer.text).toBeLessThan(300);
  }
  const setEndpoints = ({ id }: Person, ...endpoints: string[]) =>
    change(`PUT ${at()}/users/${id}/endpoints`, { endpoints });
  const assign = (user: Person) => change(`PUT ${at()}/numbers/${acme.twilio.id}/holders/${user.id}`, {});
  const transfer = (from: Person, to: Person) =>
    change(`POST ${at()}/numbers/${acme.twilio.id}/transfer`, { fromUser: from.id, toUser: to.id });

  /** The status, and who rang or the reason. */
  async function call(line = acme.twilio.line): Promise<readonly string[]> {
    const [logged = []] = await makeCalls({ scenario: "caller", rows: [[line]], edgePort: edge.port });
    const [status = "", ...rest] = logged;
    return status === "200" ? [status, rest.at(-1) ?? ""] : [status, ...rest.filter(Boolean)];
  }
  /** A call of a user: the status, which line was called, and which number was shown. */
  async function callFrom(user: string, password: string, to: string): Promise<readonly string[]> {
    const rows = [[user, `[authentication username=${user} password=${password}]`, to]];
    const [logged = []] = await makeCalls({ scenario: "phone", rows, edgePort: edge.port });
    return logged;
  }

  test("rejects a call with the rule by which nobody answers", async () => {
    expect(await call()).toEqual(["480", 'text="unassigned"']);
    expect(await call("+14165559999")).toEqual(["404"]);
    expect(await call("911")).toEqual(["404"]);
  });

  test("rings the user who answers the number, and after a transfer the new one", async () => {
    await setEndpoints(acme.member, "client:mona", phone.address("mona"));
    await setEndpoints(acme.other, phone.address("otto"));
    await assign(acme.member);
    expect(await call()).toEqual(["200", "mona"]);
    await transfer(acme.member, acme.other);
    expect(await call()).toEqual(["200", "otto"]);
    await transfer(acme.other, acme.member);
    expect(await call()).toEqual(["200", "mona"]);
  });

  test("rings the next endpoint when one is busy or does not answer", async () => {
    await setEndpoints(acme.member, busyPhone.address("desk"), phone.address("mobile"));
    expect(await call()).toEqual(["200", "mobile"]);
    await setEndpoints(acme.member, silentPhone.address("desk"), phone.address("mobile"));
    expect(await call()).toEqual(["200", "mobile"]);
    await setEndpoints(acme.member, busyPhone.address("desk"), "tel:+16475550123");
    expect(await call()).toEqual(["200", "+16475550123"]);
  });

  test("rings the next endpoint when one cannot be reached", async () => {
    // Without TLS, sips: cannot be sent; at the second address there is no phone.
    await setEndpoints(
      acme.member,
      "sips:desk@127.0.0.3",
      "sip:desk@127.0.0.9:5060",
      phone.address("mobile"),
    );
    expect(await call()).toEqual(["200", "mobile"]);
    await setEndpoints(acme.member, "sips:desk@127.0.0.3");
    expect(await call()).toEqual(["480", 'text="noEndpointAnswered"']);
  });

  test("rejects a call when no endpoint answers, and when there is none for it", async () => {
    await setEndpoints(acme.member, busyPhone.address("desk"), silentPhone.address("mobile"));
    expect(await call()).toEqual(["480", 'text="noEndpointAnswered"']);
    await setEndpoints(acme.member, "client:mona");
    expect(await call()).toEqual(["480", 'text="noEndpointAnswered"']);
  });

  test("uses the last answer while Whoseline is stopped, and a fresh one afterwards", async () => {
    await setEndpoints(acme.member, phone.address("mona"));
    await setEndpoints(acme.other, phone.address("otto"));
    expect(await call()).toEqual(["200", "mona"]);
    await whoseline.stop();
    expect(await call()).toEqual(["200", "mona"]);
    expect(edge.log).toContain("using an earlier answer");
    expect(await call(acme.sinch.line)).toEqual(["503"]);
    await whoseline.start();
    await transfer(acme.member, acme.other);
    // So many that each worker of Kamailio has one.
    const calls = { scenario: "caller", rows: [[acme.twilio.line]], edgePort: edge.port } as const;
    const rang = (await makeCalls({ ...calls, count: 60, perSecond: 30 })).map((logged) => logged.at(-1));
    expect(rang).toEqual(rang.map(() => "otto"));
    await transfer(acme.other, acme.member);
  });

  // ndb_redis has no timeout while it signs in: docs/sip-edge.md.
  const testWithTimeout = test.skipIf(variant === "resp");
  testWithTimeout("uses the last answer while Whoseline hangs", async () => {
    await setEndpoints(acme.member, phone.address("mona"));
    expect(await call()).toEqual(["200", "mona"]);
    whoseline.suspend();
    try {
      expect(await call()).toEqual(["200", "mona"]);
      expect(edge.log).toContain("using an earlier answer");
    } finally {
      whoseline.resume();
    }
    expect(await call()).toEqual(["200", "mona"]);
  });

  test("shows the number that Whoseline chooses when a user calls", async () => {
    const { line } = acme.twilio;
    expect(await callFrom("mona", "mona-secret", "+16045550100")).toEqual(["200", "+16045550100", line]);
    await change(`POST ${at()}/numbers`, { provider: "twilio", line: "+442079460018" });
    await change(`PUT ${at()}/numbers/%2B442079460018/holders/${acme.member.id}`, {});
    expect(await callFrom("mona", "mona-secret", "+442071838750")).toEqual([
      "200",
      "+442071838750",
      "+442079460018",
    ]);
    expect(await callFrom("otto", "otto-secret", "+16045550100")).toEqual(["403", 'text="noNumber"']);
    expect(await callFrom("mona", "another-secret", "+16045550100")).toEqual(["407"]);
  });
});
