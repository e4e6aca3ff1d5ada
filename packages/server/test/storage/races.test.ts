import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../helpers/ask.ts";
import { report, times } from "../helpers/depth.ts";
import { engineNames } from "../helpers/engines.ts";
import { type Cluster, startCluster } from "../helpers/instances.ts";
import { openTableReader, type TableName, type TableReader } from "../helpers/table-reader.ts";
import { makeWorld, type World } from "../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  let cluster: Cluster;
  let world: World;
  let tables: TableReader;
  beforeAll(async () => {
    cluster = await startCluster(engine, 3);
    world = await makeWorld(cluster.ask);
    tables = openTableReader(cluster.database);
  });
  afterAll(async () => {
    await tables.close();
    await cluster.close();
  });

  const at = (path: string) => `/registry/v1/organizations${path}`;
  const count = async (table: TableName, where: string) => (await tables.rows(table, where)).length;
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();
  /** Sends the same request through every instance concurrently, twice when there is only one. */
  const atOnce = (request: string, options: object) =>
    Promise.all([0, 1, 2].map((index) => cluster.at(index).ask(request, options)));

  test("one of two organizations that concurrently claim a line gets it", async () => {
    const rounds = times(100, 2000);
    let firsts = 0;
    for (let round = 0; round < rounds; round++) {
      const line = `+1647${String(round).padStart(7, "0")}`;
      const claims = [world.acme, world.rival].map(({ id }, index) =>
        cluster.at(round + index).ask(`POST ${at(`/${id}/numbers`)}`, { body: { provider: "twilio", line } }),
      );
      const answers = await Promise.all(claims);
      expect(statuses(answers)).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)?.json.code).toBe("number_unavailable");
      expect(await count("numbers", `line = '${line}'`)).toBe(1);
      if (answers[0]?.status === 201) firsts += 1;
    }
    report(`${engine}: ${rounds} claims of one line by two organizations, ${firsts} won by the first asked`);
  });

  test("one of two organizations that concurrently assign an unclaimed line through Tether gets it", async () => {
    for (let round = 0; round < times(20, 500); round++) {
      const phoneNumber = `+1604${String(round).padStart(7, "0")}`;
      const claims = [world.acme, world.rival].map(({ id, member }, index) =>
        cluster.at(round + index).ask(`POST /api/organizations/${id}/phone-numbers`, {
          body: { targetUserId: member.id, provider: "twilio", phoneNumber, isDefault: false },
        }),
      );
      const answers = await Promise.all(claims);
      expect(statuses(answers)).toEqual([200, 400]);
      expect(answers.find(({ status }) => status === 400)?.json.error).toBe("Phone number not available");
      expect(await count("number_claims", `line = '${phoneNumber}'`)).toBe(1);
    }
  });

  test("concurrent creations of an organization with one idempotency key create it once", async () => {
    for (let round = 0; round < times(30, 500); round++) {
      const name = `twin ${round}`;
      const body = { name, owner: { email: "tina@twin.example", name: "Tina" } };
      const headers = { "idempotency-key": `twin-${round}` };
      const answers = await atOnce(`POST ${at("")}`, { body, headers });
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(await count("organizations", `name = '${name}'`)).toBe(1);
      expect(await count("events", `subject_id = '${answers[0]?.json.organization.id}'`)).toBe(1);
    }
  });

  test("concurrent creations of organizations without a key assign distinct serials", async () => {
    const before = await count("organizations", "true");
    const make = (index: number) =>
      cluster.at(index).ask(`POST ${at("")}`, {
        body: { name: `crowd ${index}`, owner: { email: "carl@crowd.example", name: "Carl" } },
      });
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => make(index)));
    expect(new Set(statuses(answers))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ json }) => json.organization.serial)).size).toBe(24);
    expect(await count("organizations", "true")).toBe(before + 24);
  });

  test("concurrent identical Tether assignments take effect once", async () => {
    const { id, member } = world.acme;
    for (let round = 0; round < times(30, 500); round++) {
      const phoneNumber = `+1780${String(round).padStart(7, "0")}`;
      const body = { targetUserId: member.id, provider: "twilio", phoneNumber, isDefault: false };
      const request = `POST /api/organizations/${id}/phone-numbers`;
      const options = { body, headers: { "idempotency-key": `tether-${round}` } };
      const answers = await atOnce(request, options);
      expect(new Set(answers.map(({ text }) => text))).toEqual(
        new Set(['{"success":true,"message":"twilio phone number assigned"}']),
      );
      const holder = at(`/${id}/numbers/${phoneNumber}/holders/${member.id}`);
      expect((await cluster.ask(`DELETE ${holder}`)).status).toBe(200);
      const late = await cluster.at(round).ask(request, options);
      expect(late.text).toBe(answers[0]?.text);
      expect((await cluster.ask(`DELETE ${holder}`)).status).toBe(404);
      const [number] = await tables.rows("numbers", `line = '${phoneNumber}'`);
      expect(await count("assignments", `number_id = '${number?.id}'`)).toBe(1);
    }
  });

  test("of two different concurrent requests with one idempotency key, one succeeds and one is rejected", async () => {
    for (let round = 0; round < times(20, 500); round++) {
      const headers = { "idempotency-key": `rivals-${round}` };
      const requests = ["Ann", "Bob"].map((name, index) =>
        cluster.at(index).ask(`POST ${at(`/${world.acme.id}/users`)}`, {
          body: { name, email: `${name}.${round}@rivals.example` },
          headers,
        }),
      );
      const answers = await Promise.all(requests);
      expect(statuses(answers)).toEqual([201, 422]);
      expect(answers.find(({ status }) => status === 422)?.json.code).toBe("idempotency_key_reused");
      expect(await count("users", `email_key like '%.${round}@rivals.example'`)).toBe(1);
    }
  });

  test("rejects a reused idempotency key in the format of each dialect", async () => {
    const { acme } = world;
    const key = acme.admin.key;
    const again = async (request: string, bodies: readonly object[], credential?: string) => {
      const options = (body: object) => ({
        body,
        headers: { "idempotency-key": "again" },
        ...(credential !== undefined && { key: credential }),
      });
      const [first, second] = bodies as [object, object];
      await cluster.at(0).ask(request, options(first));
      return cluster.at(1).ask(request, options(second));
    };
    const sentence =
      "This Idempotency-Key was already used for another request. Use a new key for a new request.";
    const native = await again(`POST ${at(`/${acme.id}/groups`)}`, [{ name: "a" }, { name: "b" }], key);
    expect(native.status).toBe(422);
    expect(native.json).toMatchObject({ code: "idempotency_key_reused", detail: sentence });
    const assignment = { targetUserId: acme.other.id, provider: "sinch", phoneNumber: acme.sinch.line };
    const tether = await again(`POST /api/organizations/${acme.id}/phone-numbers`, [
      assignment,
      { ...assignment, label: "b" },
    ]);
    expect(tether.status).toBe(400);
    expect(tether.json).toEqual({ error: "Idempotency key reused", details: sentence });
    const selection = { number_id: acme.ippanel.serial, target_user_id: acme.other.serial, send: true };
    const ippanel = await again(
      "POST /v1/api/numbers/assign",
      [
        { ...selection, gets: true },
        { ...selection, gets: false },
      ],
      key,
    );
    expect(ippanel.status).toBe(422);
    expect(ippanel.json.meta).toMatchObject({ status: false, message_code: "400-2" });
  });
});
