import { afterAll, describe, expect, test } from "vitest";
import { type DialectName, dialectNames } from "../../../src/model.ts";
import { startApp } from "../../helpers/app.ts";
import { clientErrorViolations } from "../../helpers/error-responses.ts";
import { fill, type Operation } from "../../helpers/operations.ts";
import { sendRaw } from "../../helpers/raw.ts";
import { startRequestVariants } from "../../helpers/request-variants.ts";

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const { acme, rival } = variants.world;
const at = `/registry/v1/organizations/${acme.id}`;
const gone = await app.ask(`POST ${at}/users`, { body: { email: "gone@acme.example", name: "Gone" } });
await app.ask(`DELETE ${at}/users/${gone.json.id}`);

const named = (operations: readonly Operation[]) => operations.map((it) => [it.name, it] as const);
const withParams = variants.operations.filter(({ params }) => Object.keys(params).length > 0);

const userIds = [rival.member.id, gone.json.id];
const foreign: Record<string, readonly string[]> = {
  user: userIds,
  targetUserId: userIds,
  id: userIds,
  number: [rival.twilio.id, rival.twilio.line, acme.member.id],
};

/** Records of a removed user stay readable, and every organization has an event 1. */
const isKnown = ({ name }: Operation, part: string): boolean =>
  (name === "native replayWebhookEvent" && part === "1") ||
  (["native getUserHistory", "native getUserTimeline", "native eraseUser"].includes(name) &&
    part === gone.json.id);

const nobody = "f".repeat(24);
const badParts = (id: string): readonly string[] => [
  id.slice(1),
  `${id}0`,
  nobody,
  `${id.slice(1)}g`,
  "1",
  "-1",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "x".repeat(10_000),
  "%00",
  `${id}%00`,
  `${id}%20`,
  "%2e%2e",
  "%F0%9F%93%9E",
  "%25",
  "'%20or%201=1--",
  "%E0%A4%A",
  "%",
];

test.each(named(withParams))(
  "%s rejects a path parameter that identifies no record",
  async (_, operation) => {
    const changes = Object.entries(operation.params).flatMap(([name, good]) =>
      [...badParts(good), ...(foreign[name] ?? [])]
        .filter((part) => !isKnown(operation, part))
        .map((part) => ({
          what: `${name} is ${part.slice(0, 40)}`,
          path: fill(operation.template, { ...operation.params, [name]: part }),
        })),
    );
    expect(await variants.refusals(operation, changes)).toEqual([]);
  },
);

// A template is named by a word, which has one spelling.
const reads = withParams.filter(({ method, params }) => method === "GET" && !("template" in params));
test.each(named(reads))("%s accepts an ID in upper case", async (_, operation) => {
  const upper = Object.entries(operation.params).map(([name, id]) => [name, id.toUpperCase()] as const);
  const path = fill(operation.template, Object.fromEntries(upper));
  const answer = await variants.send(operation, { what: "upper case", path });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.text).toBe((await variants.send(operation, { what: "as it is" })).text);
});

const native = withParams.filter(({ template }) => template.includes("{organization}"));
test.each(named(native))(
  "%s answers for another organization like for an unknown one",
  async (_, operation) => {
    const headers = { authorization: `Bearer ${acme.admin.key}` };
    const answers = await Promise.all(
      [rival.id, nobody, "nonsense"].map((organization) =>
        variants.send(operation, {
          what: organization,
          headers,
          path: fill(operation.template, { ...operation.params, organization }),
        }),
      ),
    );
    const [first] = answers;
    // Only for superadmins: an admin is rejected before the organization is checked.
    const isForSuperadmins = [
      "native addNumber",
      "native addNumbers",
      "native deleteOrganization",
      "native liftEmailBlock",
    ].includes(operation.name);
    expect(first?.status).toBe(isForSuperadmins ? 403 : 404);
    for (const { status, text } of answers)
      expect({ status, text }).toEqual({ status: first?.status, text: first?.text });
  },
);

const prefixes: Record<DialectName, string> = {
  native: "/registry/v1",
  tether: "/api",
  telnyx: "/v2",
  ippanel: "/v1",
};

describe.each(dialectNames)("under the path of %s", (dialect) => {
  const prefix = prefixes[dialect];
  const own = variants.operations.filter((it) => it.dialect === dialect);

  test("methods without a route are rejected", async () => {
    const faults: string[] = [];
    for (const template of new Set(own.map((it) => it.template))) {
      const routes = own.filter((it) => it.template === template);
      const [operation] = routes;
      const has = new Set(routes.map(({ method }) => method));
      const all = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "LOCK", "QUERY"];
      if (dialect === "native") has.add("OPTIONS");
      const others = all.filter((method) => !has.has(method)).map((method) => ({ what: method, method }));
      if (operation)
        faults.push(
          ...(await variants.refusals(
            operation,
            others.map((it) => ({ ...it, body: undefined })),
          )),
        );
    }
    // Two templates of Telnyx match one path.
    expect(
      faults.filter((fault) => !/users_groups_report|GetOrganizationUsersGroupsReport/.test(fault)),
    ).toEqual([]);
  });

  test("an unknown path returns an error in its format, with and without a credential", async () => {
    const tails = [
      "",
      "/",
      "/nothing",
      "/organizations/",
      "//",
      "/../x",
      "/%2e%2e/x",
      "/%00",
      "/%E0%A4%A",
      "/%",
      "/é",
    ];
    const own404 = tails.map((tail) => encodeURI(`${prefix}${tail}`).replaceAll("%25", "%"));
    const faults: string[] = [];
    for (const path of [...own404, `${prefix}?x=1`, `${prefix}/${"x".repeat(12_000)}`])
      for (const headers of [own[0]?.headers ?? {}, {}, { authorization: "Bearer nonsense" }])
        for (const method of ["GET", "POST", "DELETE", "TRACE"]) {
          const answer = await sendRaw(app.url, { method, path, headers });
          faults.push(
            ...clientErrorViolations(dialect, answer).map(
              (fault) => `${method} ${path.slice(0, 40)}: ${fault}`,
            ),
          );
        }
    expect(faults).toEqual([]);
  });

  test("an unreadable body does not change the response to an unknown path", async () => {
    for (const body of ["{", "x".repeat(1000), Buffer.from([0xff])]) {
      const headers = { ...own[0]?.headers, "content-type": "application/json" };
      const answer = await sendRaw(app.url, { method: "POST", path: `${prefix}/nothing`, headers, body });
      expect(answer.status).toBe(404);
      expect(clientErrorViolations(dialect, answer)).toEqual([]);
    }
  });
});

test("a path of no dialect is rejected in the native format", async () => {
  for (const path of [
    "/",
    "/nothing",
    "/API/organizations",
    "/v3",
    "/v10",
    "/apis",
    "/registry",
    "/registry/v2",
  ]) {
    const answer = await sendRaw(app.url, { method: "GET", path });
    expect(answer.status).toBe(404);
    expect(clientErrorViolations("native", answer)).toEqual([]);
  }
});
