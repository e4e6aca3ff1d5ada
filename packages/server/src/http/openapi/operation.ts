import { type TSchema, Type } from "typebox";

/** A header as documents describe it, under the name of the component. */
export interface DocumentedHeader {
  readonly component: string;
  readonly name: string;
  readonly description: string;
  readonly schema: TSchema;
}

/** The responses of an operation with one status, as documents describe them. */
export interface DocumentedResponse {
  readonly description: string;
  /** Documents list the response under this name and refer to it. */
  readonly component?: string;
  /** Absent where the response has no body. */
  readonly schema?: TSchema;
  /** `application/json` by default. */
  readonly contentType?: string;
  /** Further representations, by content type. */
  readonly alternatives?: Readonly<Record<string, TSchema>>;
  readonly headers?: readonly DocumentedHeader[];
}

/** An operation as documents describe it, besides its params, query and body. */
export interface OperationDocumentation {
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly requestHeaders: readonly DocumentedHeader[];
  readonly responses: Readonly<Record<number, DocumentedResponse>>;
  /** The content types of a body that is a file. */
  readonly upload?: readonly string[] | undefined;
}

declare module "fastify" {
  interface FastifySchema {
    documentation?: OperationDocumentation;
  }
}

/** The name of an error response in the document, and its description. */
type ErrorDescription = readonly [component: string, description: string];

/** Builds the responses of operations whose errors have one schema: a 200 in JSON, and these error statuses. */
export const vendorResponses =
  <Status extends number>(error: TSchema, descriptions: Readonly<Record<Status, ErrorDescription>>) =>
  (success: DocumentedResponse, ...statuses: Status[]): Readonly<Record<number, DocumentedResponse>> => ({
    200: success,
    ...Object.fromEntries(
      statuses.map((status) => {
        const [component, description] = descriptions[status];
        return [status, { component, description, schema: error }];
      }),
    ),
  });

/** An extension of ours that every dialect's writes accept. */
export const idempotencyKeyHeader: DocumentedHeader = {
  component: "IdempotencyKey",
  name: "Idempotency-Key",
  description:
    "1 to 255 printable ASCII characters. For 24 hours a request with the same key and the same content returns the first response and changes nothing; with other content it is rejected.",
  schema: Type.String({ minLength: 1, maxLength: 255 }),
};
