/** One value that an operation takes: in the path, in the query, or in the body. */
export interface Field {
  /** The name in the contract; `owner.email` is a member of the object `owner`. */
  readonly name: string;
  readonly in: "path" | "query" | "body";
  /** `null` can only be set to null: its members are fields with their own names. */
  readonly type: "string" | "integer" | "boolean" | "strings" | "objects" | "json" | "file" | "null";
  readonly required?: true;
  readonly nullable?: true;
  readonly format?: string;
  readonly values?: readonly string[];
  readonly description?: string;
}

/** One operation of the native API, as far as the command line needs it. */
export interface ContractOperation {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path without `/registry/v1`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly fields: readonly Field[];
  /** Whether the operation takes `If-Match`. */
  readonly ifMatch?: true;
  readonly kind: "call" | "list" | "stream" | "download" | "text";
  /** The members of the record, or of an item of the list. */
  readonly columns: readonly string[];
  /** The name of the record's schema. */
  readonly record?: string;
}
