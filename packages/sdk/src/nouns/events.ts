import { OrganizationFeed, PlatformFeed } from "../feed.ts";
import { FollowedFeed, type FollowOptions } from "../follow.ts";
import type { FeedEvent, PlatformEvent } from "../generated.d.ts";
import { byPlatformCursor, byPosition } from "../list.ts";
import type { HasOperation, Methods, Params } from "../method.ts";
import type { Operation, Values } from "../request.ts";
import type { Transport } from "../transport.ts";

/** Which events of an organization to follow, and from where on. */
export interface FollowParams extends Omit<Params<"streamEvents">, "after"> {
  /** The same as `organization`. */
  readonly organizationId?: string | undefined;
  /**
   * The `position` of a page or of a followed feed, or the `seq` of an event: the first event is the one after it. `now`
   * skips all events that exist. The start of the feed by default.
   */
  readonly after?: string | number | undefined;
}

/** Follows the feed of one organization. */
export interface Follow extends HasOperation<"streamEvents"> {
  (params?: FollowParams, options?: FollowOptions): FollowedFeed<FeedEvent>;
}

/** Follows the feed of all organizations. */
export interface FollowAll extends HasOperation<"streamAllEvents"> {
  (params?: Params<"streamAllEvents">, options?: FollowOptions): FollowedFeed<PlatformEvent>;
}

/** Every committed change. */
export const events = (methods: Methods) => ({
  /** List the changes of an organization. */
  list: methods.list("listEvents", "/organizations/{organization}/events", byPosition),
  /** Export the changes of an organization as one file. */
  export: methods.export("listEvents", "/organizations/{organization}/events"),
  /** Stream the changes of an organization. */
  follow: follow(methods.transport),
  /** Undo an assign, an unassign or a change of flags. */
  undo: methods.send("undoEvent", "POST", "/organizations/{organization}/events/{seq}/undo"),
  /** Get a signed checkpoint of an organization's events. */
  checkpoint: methods.get("getCheckpoint", "/organizations/{organization}/events/checkpoint"),
  /** List the changes of all organizations. */
  listAll: methods.list("listAllEvents", "/events", byPlatformCursor),
  /** Stream the changes of all organizations. */
  followAll: followAll(methods.transport),
  /** Get a signed checkpoint of the platform's own events. */
  platformCheckpoint: methods.get("getPlatformCheckpoint", "/events/checkpoint"),
});

function follow(transport: Transport): Follow {
  const operation = {
    id: "streamEvents",
    method: "GET",
    path: "/organizations/{organization}/events/stream",
  } as const;
  const list: Operation = { id: "listEvents", method: "GET", path: "/organizations/{organization}/events" };
  const start = ({ after, organizationId, ...params }: FollowParams = {}, options: FollowOptions = {}) => {
    const filters: Values = { ...params, organization: params.organization ?? organizationId };
    const open = async (position?: string) =>
      new OrganizationFeed<FeedEvent>(
        filters,
        position ??
          (after === "now" ? await present(transport, list, { ...filters, after }, options) : text(after)),
      );
    return new FollowedFeed<FeedEvent>(transport, operation, open, options);
  };
  return Object.assign(start, { operation });
}

function followAll(transport: Transport): FollowAll {
  const operation = { id: "streamAllEvents", method: "GET", path: "/events/stream" } as const;
  const list: Operation = { id: "listAllEvents", method: "GET", path: "/events" };
  const start = ({ cursor, ...filters }: Params<"streamAllEvents"> = {}, options: FollowOptions = {}) => {
    const open = async (position?: string) =>
      new PlatformFeed<PlatformEvent>(
        filters,
        position ??
          (cursor === "now" ? await present(transport, list, { ...filters, cursor }, options) : cursor),
      );
    return new FollowedFeed<PlatformEvent>(transport, operation, open, options);
  };
  return Object.assign(start, { operation });
}

/** Resolves `now` to a position: a stream that is cut before its first event would otherwise begin at a later `now`. */
async function present(
  transport: Transport,
  list: Operation,
  values: Values,
  { signal, attemptTimeoutMs, headers }: FollowOptions,
): Promise<string> {
  const page = await transport.call<{ readonly position?: string; readonly cursor?: string }>(
    list,
    { ...values, limit: 1 },
    { signal, attemptTimeoutMs, headers },
  );
  return page.position ?? page.cursor ?? "";
}

const text = (after: string | number | undefined): string | undefined =>
  after === undefined ? undefined : String(after);
