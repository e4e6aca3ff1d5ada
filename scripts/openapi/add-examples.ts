import type { Exchange } from "./recorder.ts";

interface Media {
  example?: unknown;
}
interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: { readonly type?: unknown; readonly $ref?: string };
  example?: unknown;
}
interface ResponseObject {
  readonly $ref?: string;
  readonly content?: Record<string, Media>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, ResponseObject>;
  "x-codeSamples"?: unknown;
}
export interface OpenApiDocument {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly parameters?: Record<string, Parameter>;
    readonly responses?: Record<string, ResponseObject>;
  };
}

/** Adds the recorded exchanges to the document's operations, in place. */
export function addExamples(
  document: OpenApiDocument,
  exchanges: ReadonlyMap<string, readonly Exchange[]>,
  origin: string,
): void {
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    for (const exchange of exchanges.get(operation.operationId) ?? [])
      addExchange(document, operation, exchange, origin);
}

function addExchange(
  document: OpenApiDocument,
  operation: Operation,
  exchange: Exchange,
  origin: string,
): void {
  addResponse(document, operation, exchange);
  if (exchange.status >= 300) return;
  for (const parameter of operation.parameters ?? []) addParameter(document, parameter, exchange);
  const body = operation.requestBody?.content["application/json"];
  if (body && exchange.body !== undefined) body.example ??= exchange.body;
  operation["x-codeSamples"] ??= [{ lang: "Shell", label: "curl", source: toCurl(exchange, origin) }];
}

/** A response that operations share shows the first of their recorded examples. */
function addResponse(document: OpenApiDocument, { responses }: Operation, exchange: Exchange): void {
  const declared = responses[exchange.status];
  const response = declared?.$ref ? document.components.responses?.[nameIn(declared.$ref)] : declared;
  if (response === undefined)
    throw new Error(`${exchange.method} ${exchange.path} returned ${exchange.status}`);
  const media = response.content?.[exchange.contentType ?? ""];
  if (media && exchange.response !== undefined) media.example ??= exchange.response;
}

function addParameter(document: OpenApiDocument, declared: Parameter, exchange: Exchange): void {
  const parameter = declared.$ref ? document.components.parameters?.[nameIn(declared.$ref)] : declared;
  if (parameter === undefined) throw new Error(`there is no ${declared.$ref}`);
  const places = { path: exchange.params, query: exchange.query, header: exchange.requestHeaders };
  const value = places[parameter.in][parameter.name];
  if (value !== undefined) parameter.example ??= typed(value, parameter.schema.type);
}

function typed(value: string, type: unknown): unknown {
  if (type === "integer") return Number(value);
  return type === "boolean" ? value === "true" : value;
}

const nameIn = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);

/** The request as a command, with the caller's key in a variable. */
function toCurl({ method, path, requestHeaders, body, contentType }: Exchange, origin: string): string {
  const headers = {
    Authorization: "$AUTHORIZATION",
    ...requestHeaders,
    ...(body !== undefined && { "Content-Type": "application/json" }),
  };
  return [
    `curl -X ${method} '${origin}${path}'`,
    ...Object.entries(headers).map(([name, value]) => `  -H "${name}: ${value.replaceAll('"', '\\"')}"`),
    ...(body === undefined ? [] : [`  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
    ...(contentType === "application/vnd.sqlite3" ? ["  -o whoseline-backup.db"] : []),
  ].join(" \\\n");
}
