import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { CarrierAccount, OrganizationId } from "../../../src/model.ts";
import { useApp } from "../../helpers/app.ts";
import { addCarrierAccount, simulatorOptions } from "../../helpers/carriers/carrier-account.ts";
import { type SimulatedCarrier, simulatedCarriers } from "../../helpers/carriers/every-carrier.ts";
import type { CallReport, Outcome } from "../../helpers/carriers/simulated-call.ts";
import { makeWorld, type Organization, type Person, type World } from "../../helpers/world.ts";

const app = useApp({ engine: inject("engine") });
const caller = "+12125550123";
let world: World;
beforeAll(async () => {
  await app.installation.routeIndexSync.built;
  world = await makeWorld(app.ask);
  const { acme, rival } = world;
  await setEndpoints(acme, acme.member, ["sip:mona@pbx.acme.example:5061;transport=tls", "tel:+14165550177"]);
  await setEndpoints(acme, acme.other, ["tel:+14165550188"]);
  await setEndpoints(rival, rival.member, ["tel:+14165550199", "sip:secret@pbx.rival.example"]);
});

const pathOf = ({ id }: Organization) => `/registry/v1/organizations/${id}`;

async function setEndpoints(organization: Organization, user: Person, endpoints: readonly string[]) {
  const answer = await app.ask(`PUT ${pathOf(organization)}/users/${user.id}/endpoints`, {
    body: { endpoints },
  });
  expect(answer.status).toBe(200);
}

let count = 0;
/** Adds a number to an organization, held by the user if there is one; returns its path and its line. */
async function addNumber(organization: Organization, { numbersProvider }: SimulatedCarrier, user?: Person) {
  count += 1;
  const line = `+1416556${String(1000 + count)}`;
  const at = pathOf(organization);
  const { json } = await app.ask(`POST ${at}/numbers`, { body: { provider: numbersProvider, line } });
  const path = `${at}/numbers/${json.id}`;
  if (user !== undefined) await app.ask(`PUT ${path}/holders/${user.id}`, { body: {} });
  return { line, path };
}

const addAccount = (carrier: SimulatedCarrier, organizationId: OrganizationId | null = world.acme.id) =>
  addCarrierAccount(app, organizationId, { ...carrier.account, provider: carrier.provider });

const simulatorOf = (carrier: SimulatedCarrier, account: CarrierAccount) =>
  carrier.simulator(simulatorOptions(app, account));

const everyRung = ({ rang }: CallReport): string => rang.flat().join(" ");
/** By a part of the endpoint, which every carrier spells in its own way. */
const outcomes = (byPart: Readonly<Record<string, Outcome>>) => (endpoint: string) =>
  Object.entries(byPart).find(([part]) => endpoint.includes(part))?.[1] ?? "noAnswer";

afterEach(() => {
  for (const secret of ["pbx.rival.example", caller]) expect(app.logged.join("")).not.toContain(secret);
});

describe.each(simulatedCarriers.map((carrier) => [carrier.provider, carrier] as const))(
  "%s",
  (_, carrier) => {
    const first = carrier.reachesSip ? "pbx.acme.example" : "14165550177";

    test("connects a call to the holder's first endpoint that it can reach", async () => {
      const { line } = await addNumber(world.acme, carrier, world.acme.member);
      const simulator = simulatorOf(carrier, await addAccount(carrier));
      const report = await simulator.call({
        from: caller,
        to: line,
        outcomeOf: outcomes({ [first]: "answered" }),
      });
      expect(report).toMatchObject({ end: "answered", violations: [] });
      expect(report.rang).toHaveLength(1);
      expect(everyRung(report)).toContain(first);
    });

    test("rings the second endpoint when the first is busy, where it can ring in order", async () => {
      const { line } = await addNumber(world.acme, carrier, world.acme.member);
      const simulator = simulatorOf(carrier, await addAccount(carrier));
      const outcomeOf = outcomes({ "pbx.acme.example": "busy", "14165550177": "answered" });
      const report = await simulator.call({ from: caller, to: line, outcomeOf });
      expect(report.violations).toEqual([]);
      if (carrier.ringsInOrder) {
        expect(report.rang).toHaveLength(2);
        expect(report).toMatchObject({ answeredBy: expect.stringContaining("14165550177"), end: "answered" });
      } else expect(report.rang).toHaveLength(1);
    });

    test("plays the announcement when nobody answers", async () => {
      const { line } = await addNumber(world.acme, carrier, world.acme.member);
      const simulator = simulatorOf(carrier, await addAccount(carrier));
      const report = await simulator.call({ from: caller, to: line });
      expect(report.violations).toEqual([]);
      if (!carrier.ringsInOrder) return;
      expect(report.rang).toHaveLength(2);
      expect(report.heard).toEqual(["Nobody is available to take your call. Please try again later."]);
    });

    test("rings the new holder after a transfer between two calls", async () => {
      const { acme } = world;
      const { line, path } = await addNumber(acme, carrier, acme.member);
      const simulator = simulatorOf(carrier, await addAccount(carrier));
      const outcomeOf = () => "answered" as const;
      expect(everyRung(await simulator.call({ from: caller, to: line, outcomeOf }))).toContain(first);
      const moved = await app.ask(`POST ${path}/transfer`, {
        body: { fromUser: acme.member.id, toUser: acme.other.id },
      });
      expect(moved.status).toBe(200);
      const report = await simulator.call({ from: caller, to: line, outcomeOf });
      expect(report.rang).toHaveLength(1);
      expect(everyRung(report)).toContain("14165550188");
    });

    test("never routes a number of another organization, and reveals nothing of it", async () => {
      const { acme, rival } = world;
      const { line } = await addNumber(rival, carrier, rival.member);
      const { line: unassigned } = await addNumber(rival, carrier);
      const account = await addAccount(carrier);
      const simulator = simulatorOf(carrier, account);
      const [held, free, unknown] = [
        await simulator.call({ from: caller, to: line }),
        await simulator.call({ from: caller, to: unassigned }),
        await simulator.call({ from: caller, to: "+14169990000" }),
      ];
      for (const { rang, heard, violations } of [held, free, unknown])
        expect({ rang, heard, violations }).toEqual({ rang: [], heard: [], violations: [] });
      expect(held.documents).toEqual(unknown.documents);
      expect(free.documents).toEqual(unknown.documents);
      await app.installation.telephony.calls.flush();
      const callsOf = async (organization: Organization) =>
        (await app.ask(`GET ${pathOf(organization)}/calls?limit=200`)).json.items.filter(
          ({ carrierAccountId }: { carrierAccountId: string }) => carrierAccountId === account.id,
        );
      expect(await callsOf(rival)).toEqual([]);
      for (const { numberId, userId, rule } of await callsOf(acme))
        expect({ numberId, userId, rule }).toEqual({ numberId: null, userId: null, rule: "unknownLine" });
    });

    test("at an account of the platform, rings the holder in each number's own organization by its own policy", async () => {
      const { acme, rival } = world;
      const [own, theirs] = [
        await addNumber(acme, carrier, acme.other),
        await addNumber(rival, carrier, rival.member),
      ];
      const simulator = simulatorOf(carrier, await addAccount(carrier, null));
      const outcomeOf = () => "answered" as const;
      expect(everyRung(await simulator.call({ from: caller, to: own.line, outcomeOf }))).toContain(
        "14165550188",
      );
      const report = await simulator.call({ from: caller, to: theirs.line, outcomeOf });
      expect(everyRung(report)).toContain("14165550199");
      const unassigned = await addNumber(rival, carrier);
      await addCarrierAccount(app, rival.id, {
        ...carrier.account,
        provider: carrier.provider,
        unanswered: { action: "announce", texts: { "en-US": "Rival is closed." } },
      });
      expect((await simulator.call({ from: caller, to: unassigned.line })).heard).toEqual([
        "Rival is closed.",
      ]);
    });
  },
);
