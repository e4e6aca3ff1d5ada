import { isDeepStrictEqual } from "node:util";
import { type Component, internalKeywords } from "../mounting/schema.ts";
import type { DocumentedHeader, DocumentedResponse } from "./operation.ts";

type Json = Readonly<Record<string, unknown>>;
type Section = "schemas" | "parameters" | "headers" | "responses";

/** The named parts of one document: everything that is added under a name is referred to. */
export class Components {
  readonly #sections: Readonly<Record<Section, Record<string, unknown>>> = {
    schemas: {},
    parameters: {},
    headers: {},
    responses: {},
  };

  /** All parts by section, without the empty sections. */
  toJson(): Json {
    return Object.fromEntries(
      Object.entries(this.#sections).filter(([, parts]) => Object.keys(parts).length > 0),
    );
  }

  /** A route's schema in its published form. */
  schema(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((part) => this.schema(part));
    if (typeof schema !== "object" || schema === null) return schema;
    const { "x-component": component, ...rest } = schema as Json & { "x-component"?: Component };
    return component === undefined ? this.#inline(rest) : this.#named(component, rest);
  }

  /** A parameter of a path or a query. */
  parameter(place: "path" | "query", name: string, schema: Json, isRequired: boolean): unknown {
    const { description, "x-parameter": component, ...rest } = schema;
    const parameter = {
      name,
      in: place,
      required: isRequired,
      ...(description !== undefined && { description }),
      schema: this.schema(rest),
    };
    return component === undefined ? parameter : this.#add("parameters", component as string, parameter);
  }

  requestHeader({ component, name, description, schema }: DocumentedHeader): unknown {
    const parameter = { name, in: "header", required: false, description, schema: this.schema(schema) };
    return this.#add("parameters", component, parameter);
  }

  response({ component, ...documented }: DocumentedResponse): unknown {
    const { description, schema, contentType = "application/json", alternatives, headers = [] } = documented;
    const schemas = { ...(schema && { [contentType]: schema }), ...alternatives };
    const content = Object.fromEntries(
      Object.entries(schemas).map(([type, body]) => [type, { schema: this.schema(body) }]),
    );
    const response = {
      description,
      ...(headers.length > 0 && {
        headers: Object.fromEntries(headers.map((header) => [header.name, this.#responseHeader(header)])),
      }),
      ...(Object.keys(content).length > 0 && { content }),
    };
    return component === undefined ? response : this.#add("responses", component, response);
  }

  #responseHeader({ component, description, schema }: DocumentedHeader): unknown {
    return this.#add("headers", component, { description, schema: this.schema(schema) });
  }

  /** A reference to a schema, with the description at this place. */
  #named({ name, description: general }: Component, { description, ...schema }: Json): unknown {
    const { type } = schema;
    const isNullable = Array.isArray(type) && type.includes("null");
    const definition = isNullable ? { ...schema, type: type.find((it) => it !== "null") } : schema;
    const reference = this.#add("schemas", name, {
      ...(general !== undefined && { description: general }),
      ...(this.#inline(definition) as object),
    });
    const here = description === undefined ? {} : { description };
    return isNullable ? { ...here, anyOf: [reference, { type: "null" }] } : { ...reference, ...here };
  }

  #inline({ "x-published": published, ...schema }: Json): unknown {
    if (published !== undefined) return this.schema(published);
    const entries = Object.entries(schema).flatMap(([keyword, value]) => this.#keyword(keyword, value));
    return Object.fromEntries(entries);
  }

  #keyword(keyword: string, value: unknown): [string, unknown][] {
    if ((internalKeywords as readonly string[]).includes(keyword)) return [];
    if (keyword === "format" && (value === "text" || value === "name")) return [];
    if (keyword === "format" && value === "email") return [["format", "idn-email"]];
    if (keyword === "format" && value === "instant") return [["format", "date-time"]];
    if (keyword !== "properties") return [[keyword, this.schema(value)]];
    const properties = Object.entries(value as Json).map(([name, it]) => [name, this.schema(it)]);
    return [[keyword, Object.fromEntries(properties)]];
  }

  /** Throws when the name already stands for something else. */
  #add(section: Section, name: string, part: unknown): { readonly $ref: string } {
    const parts = this.#sections[section];
    if (name in parts && !isDeepStrictEqual(parts[name], part))
      throw new Error(`two different ${section} have the name ${name}`);
    parts[name] = part;
    return { $ref: `#/components/${section}/${name}` };
  }
}
