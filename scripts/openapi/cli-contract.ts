import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { ContractOperation, Field } from "../../packages/cli/src/client/contract-types.ts";
import { saveGenerated } from "./save-generated.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

const source = new URL("../../openapi/native.yaml", import.meta.url);

/** Writes what the command line needs of openapi/native.yaml; with `isCheck`, only reports when it is out of date. */
export function generateCliContract(isCheck: boolean): Promise<void> {
  const text = contractSource(parse(readFileSync(source, "utf8")));
  return saveGenerated("packages/cli/src/client/contract.ts", text, isCheck);
}

function contractSource(document: {
  readonly paths: Readonly<Record<string, Record<string, Described>>>;
}): string {
  const resolve = <T extends { readonly $ref?: string }>(value: T): T =>
    value.$ref === undefined
      ? value
      : (value.$ref
          .split("/")
          .slice(1)
          .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], document) as T);
  const lines = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => method !== "parameters")
      .map(([method, described]) => {
        const operation = operationOf(method, path, described, resolve);
        return `  ${described.operationId}: ${JSON.stringify(operation)},`;
      }),
  );
  return `// Generated from openapi/native.yaml by scripts/openapi/cli-contract.ts.
import type { ContractOperation } from "./contract-types.ts";

export const contract = {
${lines.join("\n")}
} satisfies Readonly<Record<string, ContractOperation>>;
`;
}

type Resolve = <T extends { readonly $ref?: string }>(value: T) => T;

function operationOf(
  method: string,
  path: string,
  { summary, description, parameters = [], requestBody, responses }: Described,
  resolve: Resolve,
): ContractOperation {
  const resolved = parameters.map(resolve);
  const body = requestBody?.content["application/json"]?.schema;
  const isList = resolved.some(({ name }) => name === "limit");
  return {
    method: method.toUpperCase() as ContractOperation["method"],
    path: path.replace("/registry/v1", ""),
    summary,
    ...(description !== undefined && { description }),
    fields: [
      ...resolved.flatMap((one) => parameterFields(one, resolve)),
      ...bodyFields(body, resolve),
      ...fileField(body),
    ],
    ...(method !== "get" && resolved.some(({ name }) => name === "If-Match") && { ifMatch: true as const }),
    ...resultOf(responses, isList, resolve),
  };
}

/** A body that is a file is one value. */
const fileField = (schema: Schema | undefined): readonly Field[] =>
  schema?.format === "binary"
    ? [{ name: "file", in: "body", type: "file", required: true, description: "The file." }]
    : [];

function parameterFields(parameter: Parameter, resolve: Resolve): readonly Field[] {
  const { name, in: place, required, schema, description } = parameter;
  // The command `export` has it.
  if (name === "style" && place === "query") return [];
  if (place === "header" || name === "limit" || name === "cursor") {
    // The feed of all organizations begins at a cursor that the user chooses.
    if (name !== "cursor" || parameter.$ref !== undefined || description?.includes("nextCursor")) return [];
    if (place === "header") return [];
  }
  return fieldsOf(name, { ...resolve(schema), ...(description && { description }) }, place as "query", {
    isRequired: required === true,
    resolve,
  });
}

function bodyFields(schema: Schema | undefined, resolve: Resolve, prefix = "", isRequired = true): Field[] {
  if (schema === undefined || schema.format === "binary") return [];
  const { properties = {}, required = [] } = resolve(schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const isMandatory = isRequired && required.includes(name);
    return fieldsOf(`${prefix}${name}`, property, "body", { isRequired: isMandatory, resolve });
  });
}

function fieldsOf(
  name: string,
  unresolved: Schema,
  place: Field["in"],
  { isRequired, resolve }: { readonly isRequired: boolean; readonly resolve: Resolve },
): Field[] {
  const referenced = resolve(unresolved);
  const alternatives = (referenced.anyOf ?? [referenced]).map(resolve);
  const schema = alternatives.find(({ type }) => type !== "null") ?? referenced;
  const types = [schema.type ?? "string"].flat();
  const description = unresolved.description ?? referenced.description ?? schema.description;
  const isNullable = types.includes("null") || alternatives.some(({ type }) => type === "null");
  const base = { name, in: place };
  if (types.includes("object") && schema.properties === undefined)
    return [
      { ...base, type: "json", ...(isRequired && { required: true }), ...(description && { description }) },
    ];
  if (types.includes("object"))
    return [
      ...(isNullable
        ? [{ ...base, type: "null" as const, nullable: true as const, ...(description && { description }) }]
        : []),
      ...bodyFields(schema, resolve, `${name}.`, isRequired),
    ];
  const items = schema.items && resolve(schema.items);
  const values = schema.enum ?? items?.enum;
  return [
    {
      ...base,
      type: typeOf(types, items),
      ...(isRequired && { required: true as const }),
      ...(isNullable && { nullable: true as const }),
      ...(schema.format !== undefined && { format: schema.format }),
      ...(values !== undefined && { values }),
      ...(description !== undefined && { description }),
    },
  ];
}

function typeOf(types: readonly string[], items: Schema | undefined): Field["type"] {
  if (items !== undefined) return items.type === "object" ? "objects" : "strings";
  if (types.includes("integer")) return "integer";
  return types.includes("boolean") ? "boolean" : "string";
}

function resultOf(
  responses: Described["responses"],
  isList: boolean,
  resolve: Resolve,
): Pick<ContractOperation, "kind" | "columns" | "record"> {
  const content = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1].content ?? {};
  const [[type, { schema }] = ["", { schema: {} as Schema }]] = Object.entries(content);
  if (type === "text/event-stream") return { kind: "stream", columns: [] };
  if (type === "text/csv") return { kind: "text", columns: [] };
  if (type !== "application/json") return { kind: type === "" ? "call" : "download", columns: [] };
  const item = isList ? (resolve(schema).properties?.items?.items ?? {}) : schema;
  const name = item.$ref?.split("/").at(-1);
  return {
    kind: isList ? "list" : "call",
    columns: Object.keys(propertiesOf(item, resolve)),
    ...(name !== undefined && { record: name }),
  };
}

function propertiesOf(schema: Schema, resolve: Resolve): Readonly<Record<string, Schema>> {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = resolve(schema);
  return Object.assign(
    { ...properties },
    ...[...anyOf, ...oneOf, ...allOf].map((one) => propertiesOf(one, resolve)),
  );
}
