import type { FastifyRequest } from "fastify";
import { beforeAll, describe, expect, test } from "vitest";
import { isPermission } from "../../src/core/auth/access.ts";
import * as coreErrors from "../../src/core/kernel/errors.ts";
import { errorCodes, errorKinds } from "../../src/core/kernel/errors.ts";
import { dialects } from "../../src/dialects/index.ts";
import { httpErrorCodes } from "../../src/http/error-catalogue.ts";
import * as httpErrors from "../../src/http/errors.ts";
import { toHttpError } from "../../src/http/mounting/error-mapper.ts";
import { startApp, superadminKey, useApp } from "../helpers/app.ts";
import { closeBrokenApp } from "../helpers/app-copy.ts";
import { errorResponseSchemas, errorResponseViolations } from "../helpers/error-responses.ts";
import { schemaViolations } from "../helpers/json-schema.ts";
import { collectRoutes, isCarrierRoute } from "../helpers/routes.ts";
import { makeWorld } from "../helpers/world.ts";
import { samplesOf } from "./samples.ts";

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string }>>;
}

const routes = (await collectRoutes()).filter((it) => it.method !== "HEAD" && !isCarrierRoute(it));
const request = { method: "POST", headers: {} } as FastifyRequest;

const app = useApp();
let adminKey: string;
beforeAll(async () => {
  adminKey = (await makeWorld(app.ask)).acme.admin.key;
});

test("every route except pages, health checks, metrics and those of carriers belongs to a dialect", () => {
  const others = routes.filter(({ url }) => !dialects.some(({ prefix }) => url.startsWith(`${prefix}/`)));
  expect(
    others.filter(
      ({ url }) =>
        !/^\/(?:healthz|readyz|metrics|console(?:\/\*)?|docs(?:\/.*)?|assets\/(?:page\.css|home\.css|icon\.svg))?$/.test(
          url,
        ),
    ),
  ).toEqual([]);
});

describe.each(dialects)("$name", (dialect) => {
  const own = routes.filter(({ url }) => url.startsWith(`${dialect.prefix}/`));
  const named = own.map((route) => [route.name, route] as const);
  const samples = samplesOf[dialect.name];

  test("has routes, each with a unique operation", () => {
    const operations = own.map(({ config }) => config?.operation);
    expect(own.length).toBeGreaterThan(0);
    expect(operations.filter((operation) => !operation)).toEqual([]);
    expect(new Set(operations).size).toBe(own.length);
  });

  test("has for each fast route a route with the same operation and permission", () => {
    for (const { path, operation, permission } of dialect.fastRoutes ?? []) {
      const route = own.find(({ name }) => name === `GET ${dialect.prefix}${path}`);
      expect(route?.config).toMatchObject({ operation, permission, serveStale: true });
    }
    for (const { path, operation, permission } of dialect.fastRecordRoutes ?? []) {
      const route = own.find(({ name }) => name === `GET ${dialect.prefix}${path}`);
      expect(route?.config).toMatchObject({ operation, permission });
      expect(route?.config?.serveStale).toBeUndefined();
      expect(path).toMatch(/^\/organizations\/:organization(\/\w+\/:\w+)?$/);
    }
  });

  test.each(named)("%s declares its permission", (_name, { config }) => {
    expect(isPermission(config?.permission ?? "")).toBe(true);
  });

  test.each(named)("%s declares its params, its body and its responses", (_name, route) => {
    const { method, url, schema, config } = route;
    const statuses = Object.keys(schema?.documentation?.responses ?? {});
    expect(statuses.filter((status) => /^20\d$/.test(status))).not.toEqual([]);
    expect(["401", "403"].filter((status) => !statuses.includes(status))).toEqual([]);
    expect(schema?.body !== undefined || config?.ignoresBody === true || config?.isUpload === true).toBe(
      ["POST", "PUT", "PATCH"].includes(method),
    );
    const { properties = {} } = (schema?.params ?? {}) as { properties?: object };
    expect(Object.keys(properties)).toEqual([...url.matchAll(/(?<!:):(\w+)/g)].map(([, name]) => name));
  });

  test.each(named)("%s is in the dialect's OpenAPI document", (_name, { method, url, config }) => {
    const document = app.server.documents.get(dialect.name)?.() as Document | undefined;
    const path = url.replace(/(?<!:):(\w+)/g, "{$1}").replace("::", ":");
    expect(document?.paths[path]?.[method.toLowerCase()]?.operationId).toBe(config?.operation);
  });

  test("has null among the values of every field of its OpenAPI document that can be null", () => {
    const nullable: unknown[][] = [];
    JSON.stringify(app.server.documents.get(dialect.name)?.(), (_, value) => {
      if (Array.isArray(value?.type) && value.type.includes("null") && Array.isArray(value.enum))
        nullable.push(value.enum);
      return value;
    });
    expect(nullable.filter((values) => !values.includes(null))).toEqual([]);
  });

  test.each(errorKinds)("renders %s in its own format without the cause", (kind) => {
    const error = new httpErrors.HttpError(kind, "internal", "A public sentence.", {
      cause: new Error("a private cause"),
    });
    const { status, body } = dialect.render(error, request);
    expect(schemaViolations(errorResponseSchemas[dialect.name], body)).toEqual([]);
    expect(JSON.stringify(body)).not.toContain("private");
    expect(samples.statuses).toContain(status);
  });

  test.each(everyError())("renders %s in its own format", (_name, error) => {
    const { status, body } = dialect.render(error, request);
    const text = JSON.stringify(body);
    expect(schemaViolations(errorResponseSchemas[dialect.name], JSON.parse(text))).toEqual([]);
    expect(text).not.toContain("private");
    expect(samples.statuses).toContain(status);
  });

  test.each(samples.refused)("returns $name in its own format", async (sample) => {
    const { request, status, key = samples.caller === "admin" ? adminKey : superadminKey, ...rest } = sample;
    const answer = await app.ask(request, { ...rest, key });
    expect([answer.status, errorResponseViolations(dialect.name, answer)]).toEqual([status, []]);
    expect(answer.text).not.toMatch(/FST_|SQLITE|node:|undefined|\bat \w+ \(/);
  });

  test("returns a 5xx in its own format without internals when the database is closed", async () => {
    const broken = await startApp();
    await broken.store.close();
    const answer = await broken.ask(samples.sound, { key: "any-key-at-all" });
    await closeBrokenApp(broken);
    expect([500, 503]).toContain(answer.status);
    expect(errorResponseViolations(dialect.name, answer)).toEqual([]);
    expect(answer.text).not.toMatch(/sqlite|statement|node:|not open/i);
    expect(broken.logged.join()).toMatch(/database|statement/i);
  });
});

test("every code of both catalogues has a constructor", () => {
  const codes = new Set(everyError().map(([code]) => code));
  expect([...codes].toSorted()).toEqual([...errorCodes, ...httpErrorCodes].toSorted());
});

test("Tether's error bodies are all different", () => {
  const tether = dialects.find(({ name }) => name === "tether");
  const bodies = everyError().map(([, error]) => JSON.stringify(tether?.render(error, request).body));
  expect(new Set(bodies).size).toBe(bodies.length);
});

/** One error of every constructor of both catalogues. */
function everyError(): [string, httpErrors.HttpError][] {
  const input = Object.assign(new Error("a private cause"), {
    userId: "5f7b1c2e8a1d4e0012c3b4a6",
    userName: "Sam Patel",
    in: "body",
    name: "line",
    argument: "line",
    rule: "format",
    problem: "is wrong",
    detail: "line is wrong",
    toString: () => "an input",
    valueOf: () => Date.UTC(2026, 2, 3),
    toJSON: () => Date.UTC(2026, 2, 3),
  });
  const { CoreError: _core, ...core } = coreErrors;
  const { HttpError: _http, ...http } = httpErrors;
  const errors = Object.values({ ...core, ...http })
    .filter((exported) => typeof exported === "function")
    .map((make) => toHttpError((make as (input: unknown) => unknown)(input)));
  return [...new Map(errors.map((error) => [error.code as string, error]))];
}
