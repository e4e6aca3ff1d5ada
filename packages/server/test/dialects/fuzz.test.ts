import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { dialectNames } from "../../src/model.ts";
import { startApp } from "../helpers/app.ts";
import { clientErrorViolations } from "../helpers/error-responses.ts";
import { schemaViolations } from "../helpers/json-schema.ts";
import { fill, type Operation } from "../helpers/operations.ts";
import { startRequestVariants } from "../helpers/request-variants.ts";

// FUZZ_RUNS=10000 FUZZ_SEED=42 vitest run test/dialects/fuzz.test.ts
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
const seed = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) };

const app = await startApp();
const variants = await startRequestVariants(app);
afterAll(async () => {
  await variants.database.close();
  await app.close();
});

const { acme, rival } = variants.world;

/** Valid values of some field, and values that often cause errors. */
const known: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...[acme, rival].flatMap((it) => [it.id, it.member.id, it.other.id, it.twilio.id, it.twilio.line]),
  ...[acme.ippanel.line, acme.member.username, acme.member.email, "twilio", "ippanel", "active", "removed"],
  ...["__proto__", "constructor", "\u0000", "\ud800", "%", "_", "\\", "'", '"', "📞", "", " ", "+98BANK"],
  ...[0, -0, 1, -1, 3, 1.5, 2 ** 53, 1e300, null, true, false],
);
const value = fc.oneof(
  { weight: 3, arbitrary: known },
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary" }),
);
const text = fc.oneof(known.map(String), fc.string({ unit: "binary" }), fc.string({ maxLength: 300 }));
const part = text.map((it) => encodeURIComponent(it.toWellFormed()));
const raw = fc.stringMatching(/^[!-~]{0,60}$/);
const headerValue = fc.stringMatching(/^[ -~]{0,60}$/);
const headerNames = [
  "idempotency-key",
  "if-match",
  "accept",
  "accept-language",
  "content-type",
  "x-request-id",
];
const moreHeaderNames = [
  "x-stainless-retry-count",
  "content-encoding",
  "origin",
  "range",
  "x-http-method-override",
];

const queryOf = ({ query }: Operation) =>
  fc.oneof(
    fc.constant(""),
    raw,
    fc
      .array(fc.tuple(fc.constantFrom(...query, "limit", "extra"), part), { maxLength: 4 })
      .map((pairs) => pairs.map(([name, it]) => `${name}=${it}`).join("&")),
  );

const paramsOf = ({ params }: Operation) =>
  fc.record(
    Object.fromEntries(
      Object.entries(params).map(([name, good]) => [
        name,
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(good) },
          part.filter((it) => it !== ""),
        ),
      ]),
    ),
  );

/** The operation's body with some fields changed, any JSON, any text, or any bytes. */
const bodyOf = ({ bodySchema, body }: Operation) =>
  fc.oneof(
    fc.constant(body),
    fc
      .dictionary(fc.constantFrom(...Object.keys(bodySchema?.properties ?? {}), "extra"), value, {
        maxKeys: 4,
      })
      .map((changes) => ({ ...body, ...changes })),
    fc.dictionary(fc.constantFrom(...Object.keys(bodySchema?.properties ?? {}), "extra"), value),
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );

const requestOf = (operation: Operation) =>
  fc.record({
    name: fc.constant(operation.name),
    params: paramsOf(operation),
    query: queryOf(operation),
    body: bodyOf(operation),
    sendsBody: fc.boolean(),
    headers: fc.dictionary(fc.constantFrom(...headerNames, ...moreHeaderNames), headerValue, { maxKeys: 2 }),
    tail: fc.oneof({ weight: 9, arbitrary: fc.constant("") }, raw),
  });

test.each(dialectNames)(
  "%s answers random requests in its own format without an internal error",
  async (dialect) => {
    const operations = variants.operations.filter((it) => it.dialect === dialect);
    const request = fc.constantFrom(...operations).chain(requestOf);
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(request, async ({ name, params, query, body, sendsBody, headers, tail }) => {
        const operation = operations.find((it) => it.name === name) as Operation;
        const path = `${fill(operation.template, params)}${tail}${query === "" ? "" : `?${query}`}`;
        const sent = sendsBody || operation.bodySchema ? body : undefined;
        const type = headers["content-type"];
        const changed = {
          what: "",
          path,
          headers,
          body: sent,
          ...(type !== undefined && { contentType: type }),
        };
        const answer = await variants.send(operation, changed);
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        if (answer.status >= 300) expect(clientErrorViolations(dialect, answer), answer.text).toEqual([]);
        // A longer path may belong to another operation.
        const isText = answer.headers.get("content-type")?.startsWith("text/");
        const schema = tail === "" && !isText ? operation.answers[answer.status] : undefined;
        if (schema) expect(schemaViolations(schema, answer.json), answer.text).toEqual([]);
      }),
      { numRuns, ...seed },
    );
    expect(Math.min(...seen.keys()), "some requests are good").toBeLessThan(300);
    expect(Math.max(...seen.keys()), "some requests are bad").toBeGreaterThanOrEqual(400);
  },
);
