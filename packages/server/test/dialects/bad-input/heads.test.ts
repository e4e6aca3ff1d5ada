import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { startApp, superadminKey } from "../../helpers/app.ts";
import { clientErrorViolations } from "../../helpers/error-responses.ts";
import { type Operation, withQuery } from "../../helpers/operations.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);
const writes = variants.operations.filter(({ method }) => method !== "GET");

test.each(named(variants.operations))("%s rejects a request head that is too large", async (_, operation) => {
  const changes = [
    { what: "one header of 20 kB", headers: { "x-large": "x".repeat(20_000) } },
    { what: "a credential of 20 kB", headers: { authorization: `Bearer ${"x".repeat(20_000)}` } },
    { what: "a query of 20 kB", path: withQuery(operation.path, `q=${"x".repeat(20_000)}`) },
    {
      what: "a thousand headers",
      headers: Object.fromEntries(new Array(1000).fill("").map((_, index) => [`x-header-${index}`, "value"])),
    },
  ];
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const isPublic = ({ name }: Operation) => /^native (?:listSigningKeys|getConsole)$/.test(name);
const withCredential = variants.operations.filter((operation) => !isPublic(operation));
test.each(named(withCredential))("%s rejects an unknown credential", async (_, operation) => {
  const values = [
    "",
    "Bearer",
    "Bearer ",
    "Basic YTpi",
    "Bearer nonsense",
    "Bearer wl_",
    `Bearer ${superadminKey}x`,
    `Bearer ${superadminKey} x`,
    "Bearer eyJhbGciOiJub25lIn0.e30.",
    "Bearer eyJ..",
    "Bearer __proto__",
    "nonsense",
    "x".repeat(10_000),
  ];
  const changes = values.map((authorization) => ({
    what: authorization.slice(0, 40),
    headers: { authorization },
  }));
  for (const changed of changes) {
    const before = await variants.database.dump();
    const answer = await variants.send(operation, changed);
    expect(answer.status, changed.what).toBe(401);
    expect(clientErrorViolations(operation.dialect, answer)).toEqual([]);
    expect(await variants.database.dump()).toBe(before);
  }
});

test.each(named(writes))("%s rejects a malformed Idempotency-Key", async (_, operation) => {
  const keys = ["", " ", "ü", "x".repeat(256), "a\tb"];
  const changes = keys.map((key) => ({ what: key.slice(0, 10), headers: { "idempotency-key": key } }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const versioned = writes.filter(({ name }) =>
  /native (update|delete|remove(User)$|assign|unassign)/.test(name),
);
test.each(named(versioned))("%s rejects a malformed If-Match", async (_, operation) => {
  const values = [
    "",
    "1",
    'W/"1"',
    '"x"',
    '"-1"',
    '"1", x',
    '"1.0"',
    '"1", *',
    '"01"',
    `"${"9".repeat(16)}"`,
    '"999"',
  ];
  const changes = values.map((value) => ({ what: value, headers: { "if-match": value } }));
  expect(await variants.refusals(operation, changes)).toEqual([]);
});

const prefixes = { native: "/registry/v1", tether: "/api", telnyx: "/v2", ippanel: "/v1" } as const;
test.each(Object.entries(prefixes))(
  "input that is not HTTP is rejected in the format of %s",
  async (name, prefix) => {
    const { hostname, port } = new URL(app.url);
    const broken = [
      `GET ${prefix}/x HTTP/9.9\r\n\r\n`,
      `GET ${prefix}/x HTTP/1.1\r\nhost: a\r\nno colon here\r\n\r\n`,
      `GET ${prefix}/x HTTP/1.1\r\nhost: a\r\nx: a\u0000b\r\n\r\n`,
      `POST ${prefix}/x HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n`,
      `POST ${prefix}/x HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
      `GET ${prefix}/a b HTTP/1.1\r\nhost: a\r\n\r\n`,
    ];
    for (const request of broken) {
      const socket = connect(Number(port), hostname);
      socket.write(request);
      const answer = await text(socket);
      const [head = "", body = ""] = answer.split("\r\n\r\n");
      const headers = new Headers({ "content-type": /content-type: (.*)/.exec(head)?.[1] ?? "" });
      const status = Number(head.split(" ")[1]);
      const dialect = name as keyof typeof prefixes;
      expect(
        clientErrorViolations(dialect, { status, text: body, json: JSON.parse(body), headers }),
        request,
      ).toEqual([]);
    }
  },
);
