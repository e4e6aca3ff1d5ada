import type { Call } from "./call.ts";
import type { Operations } from "./generated.d.ts";
import { byCursor, List, type NextPage } from "./list.ts";
import type { RequestOptions } from "./options.ts";
import type { Operation, Values } from "./request.ts";
import type { Transport } from "./transport.ts";

export type OperationId = keyof Operations;

/** `Record<string, never>` is an operation with none of the three. */
type Part<Id extends OperationId, Name extends string> = string extends keyof Operations[Id]
  ? unknown
  : Name extends keyof Operations[Id]
    ? NonNullable<Operations[Id][Name]>
    : unknown;

/** Optional fields also take undefined, for callers that compile with `exactOptionalPropertyTypes`. */
type Lenient<T> = { [K in keyof T]: Record<never, never> extends Pick<T, K> ? T[K] | undefined : T[K] };

type WithDefaultOrganization<T> = T extends { organization: infer Organization }
  ? Omit<T, "organization"> & {
      /** The id of the organization, or its slug. The organization of the client by default. */
      organization?: Organization;
    }
  : T;

/** The parameters of an operation: what is in its path, its query and its body. */
export type Params<Id extends OperationId> = Lenient<
  WithDefaultOrganization<Part<Id, "params">> & Part<Id, "body">
>;

/** What an operation returns. */
// biome-ignore lint/suspicious/noConfusingVoidType: some operations return nothing
export type Result<Id extends OperationId> = Operations[Id] extends { result: infer T } ? T : void;

type Args<P, Options> =
  Record<never, never> extends P ? [params?: P, options?: Options] : [params: P, options?: Options];

/** The operation of the contract that a method of the client calls. */
export interface HasOperation<Id extends OperationId = OperationId> {
  readonly operation: Operation<Id>;
}

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** Does not compile when the path has a name that is no parameter of the operation. */
type Checked<Id extends OperationId, Path extends string> = [Names<Path>] extends [keyof Part<Id, "params">]
  ? Path
  : { readonly "not a parameter": Exclude<Names<Path>, keyof Part<Id, "params">> };

export interface Method<Id extends OperationId> extends HasOperation<Id> {
  (...args: Args<Params<Id>, RequestOptions>): Call<Result<Id>>;
}

/** A method whose result is the response of `fetch`, for the caller to read the body of. */
export interface Download<Id extends OperationId> extends HasOperation<Id> {
  (...args: Args<Params<Id>, RequestOptions>): Call<Response>;
}

/** Of an export: a list as one file with all rows. */
export type ExportParams<Id extends OperationId> = Omit<Params<Id>, "limit" | "cursor"> & {
  /** `csv` by default. */
  readonly format?: "csv" | "ndjson";
};

/** A method whose result is the response of `fetch`. Its body breaks off with an error when a row is missing. */
export type Export<Id extends OperationId> = (
  ...args: Args<ExportParams<Id>, RequestOptions>
) => Call<Response>;

/** A method that also takes the file. */
export interface Upload<Id extends OperationId> extends HasOperation<Id> {
  (
    params: Lenient<WithDefaultOrganization<Part<Id, "params">>> & {
      readonly file: string | Blob | Uint8Array<ArrayBuffer>;
    },
    options?: RequestOptions,
  ): Call<Result<Id>>;
}

type Item<Id extends OperationId> = Result<Id> extends { items: (infer T)[] } ? T : never;
type Page<Id extends OperationId> = Result<Id> & { readonly items: readonly Item<Id>[] };

/** A method without the options that are different in each page. */
export interface ListMethod<Id extends OperationId> extends HasOperation<Id> {
  (...args: Args<Params<Id>, ListOptions>): List<Item<Id>, Page<Id>>;
}

export type ListOptions = Omit<RequestOptions, "idempotencyKey" | "ifMatch" | "ifNoneMatch">;

/** Makes the methods of the client. The first argument is the `operationId`, the last the path in the contract. */
export class Methods {
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get<Id extends OperationId, const Path extends string>(id: Id, path: Checked<Id, Path> & Path): Method<Id> {
    return this.#method<Id>({ id, method: "GET", path });
  }

  delete<Id extends OperationId, const Path extends string>(
    id: Id,
    path: Checked<Id, Path> & Path,
  ): Method<Id> {
    return this.#method<Id>({ id, method: "DELETE", path });
  }

  /** A write with a body. */
  send<Id extends OperationId, const Path extends string>(
    id: Id,
    method: "POST" | "PUT" | "PATCH",
    path: Checked<Id, Path> & Path,
  ): Method<Id> {
    return this.#method<Id>({ id, method, path, hasBody: true });
  }

  /** A write without a body. */
  act<Id extends OperationId, const Path extends string>(
    id: Id,
    method: "POST" | "PUT",
    path: Checked<Id, Path> & Path,
  ): Method<Id> {
    return this.#method<Id>({ id, method, path });
  }

  /** An operation that answers with a file, which the caller reads from the response. */
  download<Id extends OperationId, const Path extends string>(
    id: Id,
    method: "GET" | "POST",
    path: Checked<Id, Path> & Path,
  ): Download<Id> {
    const operation: Operation<Id> = { id, method, path };
    const call = (values: Values = {}, options: RequestOptions = {}) =>
      this.#read(operation, values, options, "*/*");
    return Object.assign(call, { operation }) as Download<Id>;
  }

  /** The list at the path as a file, which the caller reads from the response. */
  export<Id extends OperationId, const Path extends string>(
    id: Id,
    path: Checked<Id, Path> & Path,
  ): Export<Id> {
    const operation: Operation<Id> = { id, method: "GET", path };
    const call = ({ format, ...values }: Values = {}, options: RequestOptions = {}) =>
      this.#read(operation, values, options, format === "ndjson" ? "application/x-ndjson" : "text/csv");
    return call as Export<Id>;
  }

  #read(operation: Operation, values: Values, { headers, ...options }: RequestOptions, accept: string) {
    return this.transport.call<Response>(
      operation,
      values,
      { ...options, headers: { accept, ...headers } },
      "stream",
    );
  }

  /** A write whose body is a file. */
  upload<Id extends OperationId, const Path extends string>(
    id: Id,
    path: Checked<Id, Path> & Path,
  ): Upload<Id> {
    return this.#method<Id>({ id, method: "POST", path, hasFile: true }) as Upload<Id>;
  }

  list<Id extends OperationId, const Path extends string>(
    id: Id,
    path: Checked<Id, Path> & Path,
    next: NextPage = byCursor,
  ): ListMethod<Id> {
    const operation: Operation<Id> = { id, method: "GET", path };
    const list = (values: Values = {}, options: ListOptions = {}) =>
      new List<Item<Id>, Page<Id>>(
        (params) => this.transport.call(operation, { ...values, ...params }, options),
        next,
      );
    return Object.assign(list, { operation }) as ListMethod<Id>;
  }

  #method<Id extends OperationId>(operation: Operation<Id>): Method<Id> {
    const call = (values: Values = {}, options: RequestOptions = {}) =>
      this.transport.call(operation, values, options);
    return Object.assign(call, { operation }) as Method<Id>;
  }
}
