import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import type { InterfaceDeclaration, TypeAliasDeclaration } from "typescript";
import { parse } from "yaml";
import { saveGenerated } from "../../scripts/openapi/save-generated.ts";

// Writes the types of the SDK from openapi/native.yaml. With --check it writes nothing and fails when they are stale.
//
// The types hold what a program of the SDK names: the schemas, and of each operation its parameters, its body and its
// result in a schema `Operations`. Errors, headers and examples are left out, which makes the file four times smaller.
// The package has a limit of size: parameters that operations share are types with one comment, and lines begin with tabs.

const source = fileURLToPath(new URL("../../openapi/native.yaml", import.meta.url));

const header = `// Generated from openapi/native.yaml by \`npm run openapi\`: do not edit.\n\n`;
const methods = new Set(["get", "post", "put", "patch", "delete"]);

type Json = Record<string, unknown>;

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Json;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Record<string, Json>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

const document = parse(await readFile(source, "utf8")) as Document;
const types = header + (await typesOf(document));
await saveGenerated("packages/sdk/src/generated.d.ts", types, process.argv.includes("--check"));

async function typesOf({ openapi, info, paths, components }: Document): Promise<string> {
  const operations = Object.values(paths).flatMap((item) =>
    Object.entries(item).flatMap(([method, operation]) => (methods.has(method) ? [operation] : [])),
  );
  const ofOperations = {
    type: "object",
    description: "The parameters, the body and the result of each operation.",
    required: operations.map(({ operationId }) => operationId),
    properties: Object.fromEntries(
      operations.map((operation) => [
        operation.operationId,
        operationSchema(operation, components.parameters),
      ]),
    ),
  };
  const schemas = typesOnly({
    ...sharedParameters(components.parameters),
    ...components.schemas,
    Operations: ofOperations,
  }) as Json;
  const nodes = await openapiTS(JSON.stringify({ openapi, info, paths: {}, components: { schemas } }), {
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const kept = nodes.filter((node) => {
    const { name } = node as InterfaceDeclaration | TypeAliasDeclaration;
    return name !== undefined && !["paths", "webhooks", "operations", "$defs"].includes(name.text);
  });
  // The root types are shorter names of the schemas; they themselves refer to them in single quotes.
  return astToString(kept)
    .replaceAll(/components\["schemas"\]\["(\w+)"\]/g, "$1")
    .replaceAll(/^( {4})+/gm, indentation);
}

function indentation(spaces: string): string {
  return "\t".repeat(spaces.length / 4);
}

/** The shared parameters that have no named schema, as schemas. */
function sharedParameters(parameters: Document["components"]["parameters"]): Json {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, { in: place, schema }]) => place !== "header" && schema.$ref === undefined)
      .map(([name, { schema, description }]) => [name, { ...schema, ...(description && { description }) }]),
  );
}

function operationSchema(
  { summary, description, parameters = [], requestBody, responses }: Operation,
  shared: Readonly<Record<string, Parameter>>,
): Json {
  const params = parameters
    .map((parameter) => sharedParameter(parameter, shared) ?? parameter)
    .filter((parameter) => parameter.in !== "header");
  const body = jsonOf(requestBody);
  const result = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, response]) => jsonOf(response))
    .find((schema) => schema !== undefined);
  const properties = {
    ...(params.length > 0 && { params: paramsSchema(params) }),
    ...(body && { body }),
    ...(result && { result }),
  };
  return {
    type: "object",
    description: [`${summary}.`, description].filter((text) => text !== undefined).join(" "),
    required: Object.keys(properties).filter((name) => name !== "body" || requestBody?.required === true),
    properties,
  };
}

function sharedParameter(
  { $ref }: Parameter,
  shared: Readonly<Record<string, Parameter>>,
): Parameter | undefined {
  const title = $ref?.split("/").at(-1) ?? "";
  const found = shared[title];
  if (found === undefined) return undefined;
  const { description: _, schema, ...parameter } = found;
  return { ...parameter, schema: schema.$ref ? schema : { $ref: `#/components/schemas/${title}` } };
}

function paramsSchema(params: readonly Parameter[]): Json {
  return {
    type: "object",
    required: params.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      params.map(({ name, description, schema }) => [
        name,
        { ...schema, ...(description && { description }) },
      ]),
    ),
  };
}

function jsonOf(content: Content | undefined): Json | undefined {
  return content?.content?.["application/json"]?.schema;
}

/**
 * Without examples, which only lengthen the comments, and without discriminators: openapi-typescript would add the name
 * of a schema that extends a union as one more value of the property. The members of the union have it as a literal.
 */
function typesOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typesOnly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !["example", "examples", "discriminator"].includes(name))
      .map(([name, inner]) => [name, typesOnly(inner)]),
  );
}
