import type { IncomingMessage } from "node:http";
import type { RequestMetrics, RequestMetricsRegistry } from "../observability/request-metrics.ts";
import type { Dialect, FastLookupRoute, FastRecordRoute } from "./dialect.ts";
import { type PlainQuery, plainQuery } from "./plain-query.ts";

interface Mounted {
  readonly dialect: Dialect;
  readonly metrics: RequestMetrics;
}

/** A request that may be answered before the framework. */
export type FastRequest =
  | { readonly kind: "lookup"; readonly route: FastLookupRoute & Mounted; readonly query: PlainQuery }
  | {
      readonly kind: "record";
      readonly route: FastRecordRoute & Mounted;
      /** The path parameters, which needed no decoding. */
      readonly organization: string;
      readonly reference: string;
    };

/** The fast routes of all dialects. */
export class FastRoutes {
  readonly #lookups: ReadonlyMap<string, FastLookupRoute & Mounted>;
  /** By the path before the organization. */
  readonly #records: ReadonlyMap<string, RecordRoutes>;

  constructor(dialects: readonly Dialect[], requestMetrics: RequestMetricsRegistry, hasRecords: boolean) {
    this.#lookups = new Map(
      dialects.flatMap((dialect) =>
        (dialect.fastRoutes ?? []).map((route) => {
          const path = dialect.prefix + route.path;
          return [path, { ...route, dialect, metrics: requestMetrics.at(path, route.operation) }] as const;
        }),
      ),
    );
    this.#records = new Map(
      dialects.flatMap((dialect) =>
        dialect.fastRecordRoutes === undefined || !hasRecords
          ? []
          : [[`${dialect.prefix}${organizationsPath}`, recordRoutes(dialect, requestMetrics)] as const],
      ),
    );
  }

  find({ url = "", method }: IncomingMessage): FastRequest | undefined {
    if (method !== "GET") return undefined;
    const queryAt = url.indexOf("?");
    return queryAt === -1 ? this.#findRecord(url) : this.#findLookup(url, queryAt);
  }

  #findLookup(url: string, queryAt: number): FastRequest | undefined {
    const route = this.#lookups.get(url.slice(0, queryAt));
    const query = route && plainQuery(url.slice(queryAt + 1));
    return query && { kind: "lookup", route, query };
  }

  #findRecord(url: string): FastRequest | undefined {
    for (const [prefix, routes] of this.#records)
      if (url.startsWith(prefix)) return routes.find(url, prefix.length);
    return undefined;
  }
}

const organizationsPath = "/organizations/";
const organizationParameter = `${organizationsPath}:organization`;

/** The record routes of one dialect. */
class RecordRoutes {
  /** By the path after the organization, without its last part; the organization's own route by "". */
  readonly #routes: ReadonlyMap<string, FastRecordRoute & Mounted>;

  constructor(routes: readonly (FastRecordRoute & Mounted)[]) {
    this.#routes = new Map(routes.map((route) => [collectionOf(route.path), route]));
  }

  /** `at` is where the organization begins. */
  find(url: string, at: number): FastRequest | undefined {
    const end = url.indexOf("/", at);
    const last = end === -1 ? -1 : url.lastIndexOf("/") + 1;
    const route = this.#routes.get(end === -1 ? "" : url.slice(end, last));
    if (route === undefined) return undefined;
    const organization = plainPart(end === -1 ? url.slice(at) : url.slice(at, end));
    const reference = end === -1 ? "" : plainPart(url.slice(last));
    if (organization === undefined || reference === undefined) return undefined;
    return { kind: "record", route, organization, reference };
  }
}

const recordRoutes = (dialect: Dialect, requestMetrics: RequestMetricsRegistry): RecordRoutes =>
  new RecordRoutes(
    (dialect.fastRecordRoutes ?? []).map((route) => {
      const metrics = requestMetrics.at(dialect.prefix + route.path, route.operation);
      return { ...route, dialect, metrics };
    }),
  );

/** `/users/` of `/organizations/:organization/users/:user`. */
function collectionOf(path: string): string {
  const rest = path.slice(organizationParameter.length);
  return rest.slice(0, rest.lastIndexOf("/") + 1);
}

/** The decoded part of a path; undefined for one that needs more decoding than of a leading `%2B`. */
function plainPart(text: string): string | undefined {
  if (!/^(?:%2b)?[\w.@+-]+$/i.test(text)) return undefined;
  return text.startsWith("%") ? `+${text.slice(3)}` : text;
}
