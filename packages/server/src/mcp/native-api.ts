import type { Door } from "../http/door.ts";
import { type InjectableServer, respondTo } from "../http/injected-request.ts";

/** What a tool asks of the native API, always as the caller of the tool. */
export interface NativeApi {
  /** The path is below the organization; values of the query that are undefined are left out. */
  get(path: string, query?: Query): Promise<Answer>;
  post(path: string, body: object): Promise<Answer>;
  /** Sends a file in CSV. */
  upload(path: string, query: Query, csv: string): Promise<Answer>;
  /** A path that belongs to no organization. */
  getPlatform(path: string, query?: Query): Promise<Answer>;
  /** In milliseconds since 1970-01-01 UTC. */
  now(): number;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

interface Body {
  readonly type: string;
  readonly text: string;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the answers of the native API are documented in openapi/native.yaml
  readonly json: any;
}

/** An error of the native API, which a tool reports in its words. */
export class ApiError extends Error {
  readonly problem: { readonly code: string; readonly detail: string };

  constructor(problem: ApiError["problem"]) {
    super(problem.detail);
    this.problem = problem;
  }
}

export interface ApiCaller {
  readonly credential: string;
  readonly address: string;
  readonly door: Door;
  /** In milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

const prefix = "/registry/v1";

/** The native API inside this process, with the caller's own credential: with its permissions, limits and errors. */
export class InjectedApi implements NativeApi {
  readonly #server: InjectableServer;
  readonly #caller: ApiCaller;
  readonly #organization: string | undefined;

  constructor(server: InjectableServer, caller: ApiCaller, organization?: string) {
    this.#server = server;
    this.#caller = caller;
    this.#organization = organization;
  }

  get(path: string, query?: Query): Promise<Answer> {
    return this.#send("GET", this.#of(path) + textOf(query));
  }

  getPlatform(path: string, query?: Query): Promise<Answer> {
    return this.#send("GET", path + textOf(query));
  }

  post(path: string, body: object): Promise<Answer> {
    return this.#send("POST", this.#of(path), { type: "application/json", text: JSON.stringify(body) });
  }

  upload(path: string, query: Query, text: string): Promise<Answer> {
    return this.#send("POST", this.#of(path) + textOf(query), { type: "text/csv", text });
  }

  now(): number {
    return this.#caller.now();
  }

  #of(path: string): string {
    if (this.#organization === undefined) throw new ApiError(organizationMissing);
    return `/organizations/${encodeURIComponent(this.#organization)}${path}`;
  }

  async #send(method: string, path: string, body?: Body): Promise<Answer> {
    const { credential, address, door } = this.#caller;
    const response = await respondTo(this.#server, {
      method,
      url: prefix + path,
      headers: {
        authorization: `Bearer ${credential}`,
        ...(body && { "content-type": body.type }),
      },
      ...(body && { body: Buffer.from(body.text) }),
      address,
      door,
    });
    const json = JSON.parse(Buffer.from(response.body).toString());
    if (response.status >= 400) throw new ApiError(json);
    return { status: response.status, json };
  }
}

const organizationMissing = {
  code: "organization_required",
  detail:
    "This credential belongs to the platform. Name the organization in the header Whoseline-Organization: its id or its slug.",
};

function textOf(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** A part of a path, like `+14165550102` or `@ana`. */
export const part = (text: string): string => encodeURIComponent(text);
