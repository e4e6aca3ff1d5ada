import { compactVerify, importJWK } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import { engineNames } from "../../helpers/engines.ts";
import { openTableReader } from "../../helpers/table-reader.ts";
import { type TestContext, useTestContext } from "../../helpers/test-context.ts";

describe.each(engineNames)("on %s", (engine) => {
  const context = useTestContext(engine);
  let path: string;
  beforeEach(() => {
    path = `/registry/v1/organizations/${context.acme.id}/events/checkpoint`;
  });

  test("a checkpoint is the position of the last event, signed with a listed key", async () => {
    const { json, status } = await context.app.ask(`GET ${path}`, { key: context.acme.admin.key });
    expect(status).toBe(200);
    const tables = openTableReader(context.app.database);
    const [head] = await tables.rows("organization_heads", `organization_id = '${context.acme.id}'`);
    await tables.close();
    const { signature, ...position } = json;
    expect(position).toEqual({
      organizationId: context.acme.id,
      seq: head?.seq,
      hash: head?.hash,
      at: new Date(Number(head?.last_at)).toISOString(),
      issuedAt: new Date(context.app.clock.now).toISOString(),
    });
    const { payload, header } = await verified(context, signature);
    expect(payload).toEqual(position);
    expect(header).toMatchObject({ alg: "EdDSA", typ: "whoseline-checkpoint+json" });
  });

  test("the platform's own events have a checkpoint too, for superadmins", async () => {
    const { json, status } = await context.app.ask("GET /registry/v1/events/checkpoint");
    expect([status, json.organizationId]).toEqual([200, "0".repeat(24)]);
    expect((await verified(context, json.signature)).payload.seq).toBe(json.seq);
  });

  test("a rotation adds a key that signs from now on; earlier checkpoints can still be verified", async () => {
    const { app, acme } = context;
    const before = (await app.ask(`GET ${path}`)).json.signature;
    const [current] = (await keysOf(context)).slice(-1);
    app.clock.now += 1000;
    const rotated = await app.ask("POST /registry/v1/keys", { headers: { "idempotency-key": acme.id } });
    expect(rotated.status).toBe(201);
    expect(
      (await app.ask("POST /registry/v1/keys", { headers: { "idempotency-key": acme.id } })).json,
    ).toEqual(rotated.json);
    const keys = await keysOf(context);
    expect(keys.slice(-2)).toMatchObject([
      { kid: current?.kid, validUntil: new Date(app.clock.now).toISOString() },
      { kid: rotated.json.kid, validUntil: null },
    ]);
    expect((await verified(context, before)).header.kid).toBe(current?.kid);
    const after = (await app.ask(`GET ${path}`)).json.signature;
    expect((await verified(context, after)).header.kid).toBe(rotated.json.kid);
    expect((await app.ask("POST /registry/v1/keys", { key: acme.admin.key })).status).toBe(403);
  });

  test("the public keys need no credential, and the database contains no private key", async () => {
    const { app } = context;
    const answers = [null, "wl_wrong", context.acme.member.key].map((key) =>
      app.ask("GET /registry/v1/keys", { key }),
    );
    const [first, ...others] = await Promise.all(answers);
    expect(first?.status).toBe(200);
    expect(first?.json.keys[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA" });
    for (const other of others) expect(other.json).toEqual(first?.json);
    expect(first?.text).not.toMatch(/"d"/);
    const tables = openTableReader(app.database);
    for (const row of await tables.rows("signing_keys"))
      expect(row.private_key).toMatch(/^v1\.[0-9a-f]{16}\./);
    await tables.close();
  });
});

interface Jwk {
  readonly kid: string;
  readonly x: string;
  readonly validUntil: string | null;
}

const keysOf = async ({ app }: TestContext): Promise<Jwk[]> =>
  (await app.ask("GET /registry/v1/keys", { key: null })).json.keys;

async function verified(context: TestContext, signature: string) {
  const keys = await keysOf(context);
  const { payload, protectedHeader } = await compactVerify(signature, ({ kid }) =>
    importJWK({ ...keys.find((key) => key.kid === kid), kty: "OKP" }, "EdDSA"),
  );
  return { payload: JSON.parse(Buffer.from(payload).toString()), header: protectedHeader };
}
