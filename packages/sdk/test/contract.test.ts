import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Operation, Whoseline } from "../src/index.ts";

const root = join(import.meta.dirname, "../../..");
const document = parse(readFileSync(join(root, "openapi/native.yaml"), "utf8"));

interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly (Parameter & { readonly $ref?: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

interface Documented extends Operation {
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly bodyFields: readonly string[] | undefined;
}

const resolve = <T extends { readonly $ref?: string }>(value: T): T =>
  value.$ref === undefined
    ? value
    : value.$ref
        .split("/")
        .slice(1)
        .reduce((at, name) => at[name], document);

function fieldsOf(schema: Schema): readonly string[] {
  const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolve(schema);
  return [...Object.keys(properties), ...[...allOf, ...oneOf, ...anyOf].flatMap(fieldsOf)];
}

/** The body is a file, which a method takes beside its parameters. */
const isFile = (body: Described["requestBody"]): boolean => body !== undefined && "text/csv" in body.content;

const documented: readonly Documented[] = Object.entries<Record<string, Described>>(document.paths).flatMap(
  ([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ["get", "post", "put", "patch", "delete"].includes(method))
      .map(([method, { operationId, summary, parameters = [], requestBody }]) => {
        const schema = isFile(requestBody) ? undefined : requestBody?.content["application/json"]?.schema;
        return {
          id: operationId,
          method: method.toUpperCase() as Operation["method"],
          path: path.replace("/registry/v1", ""),
          hasBody: schema !== undefined,
          summary,
          parameters: parameters.map(resolve),
          bodyFields: schema && fieldsOf(schema),
        };
      }),
);

/** The operations that the methods of a client call, found by walking over it. */
function methodsOf(value: object): readonly Operation[] {
  if ("operation" in value) return [value.operation as Operation];
  return Object.values(value).flatMap((inner) =>
    (typeof inner === "object" && inner !== null) || typeof inner === "function" ? methodsOf(inner) : [],
  );
}

const methods = methodsOf(new Whoseline({ baseUrl: "http://127.0.0.1" }));
const byId = (a: Operation, b: Operation) => a.id.localeCompare(b.id);
const facts = ({ id, method, path, hasBody = false }: Operation) => ({ id, method, path, hasBody });

test("every operation of the native contract has one method, with its HTTP method, path and body", () => {
  expect(methods.toSorted(byId).map(facts)).toEqual(documented.toSorted(byId).map(facts));
});

test("the doc comment of a method is the summary of its operation", () => {
  const sources = globSync("packages/sdk/src/**/*.ts", { cwd: root })
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n");
  const undescribed = documented.filter(({ summary }) => !sources.includes(`/** ${summary}. */`));
  expect(undescribed.map(({ id, summary }) => `${id}: ${summary}`)).toEqual([]);
});

test("a parameter and a field of the body never have the same name, as a method takes both in one object", () => {
  for (const { id, parameters, bodyFields = [] } of documented) {
    const names = parameters.filter((parameter) => parameter.in !== "header").map(({ name }) => name);
    expect({ id, both: names.filter((name) => bodyFields.includes(name)) }).toEqual({ id, both: [] });
  }
});

test("an operation with a body has no query", () => {
  const queries = documented.filter(
    ({ hasBody, parameters }) => hasBody && parameters.some((parameter) => parameter.in === "query"),
  );
  expect(queries.map(({ id }) => id)).toEqual([]);
});

test("every operation that is not a GET takes the Idempotency-Key that the client sends", () => {
  const without = documented.filter(
    ({ method, parameters }) =>
      method !== "GET" && !parameters.some(({ name }) => name === "Idempotency-Key"),
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});

test("every operation with pages is a list, and no other", () => {
  const lists = documented.filter(({ parameters }) => parameters.some(({ name }) => name === "limit"));
  const source = globSync("packages/sdk/src/nouns/*.ts", { cwd: root })
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n");
  const calls = [...source.matchAll(/methods\.list\(\s*"(\w+)"/g)].map(([, id]) => id);
  expect(calls.toSorted()).toEqual(lists.map(({ id }) => id).toSorted());
});
