import type { MessagePort } from "node:worker_threads";
import type { Provider, UserId } from "../model.ts";
import type { PlainLine } from "./plain-line.ts";
import type { Conflict, LineRouteInput, UserRouteInput } from "./route-input.ts";

/** Finds the input of routing decisions in memory, without waiting. */
export interface RouteInputs {
  /** Undefined when no organization has the line; a Conflict when only the database can tell which one has it. */
  line(provider: Provider, line: string): LineRouteInput | Conflict | undefined;
  /** With the assignments at the provider, or at every one. */
  user(id: UserId, provider?: Provider): UserRouteInput | undefined;
  /**
   * Fills `target` and returns true when the line with this `lineKey` is plain. Otherwise `target` has no meaning; `line`
   * has the input.
   */
  plainLine(provider: Provider, key: number, target: PlainLine): boolean;
}

/** The index, and how old its data may be. */
export interface RouteSnapshot {
  readonly index: RouteInputs;
  /** An upper bound of the age, in milliseconds. */
  readonly ageMs: number;
}

/**
 * Where lookups take the index from: RouteIndexSync in the thread that commits, and RouteIndexReader in any thread.
 * Take `snapshot` once for each lookup, when the lookup begins: it then includes every acknowledged change.
 */
export interface RouteSnapshotSource {
  /** Undefined while there is no index: before it is built, and while it is built again. */
  readonly snapshot: RouteSnapshot | undefined;
}

/**
 * What a RouteIndexReader is made of, from `RouteIndexSync.openReader()`. Can be posted to another thread once, with
 * `port` in the transfer list. Closing the port, or the end of the thread, ends the reader.
 */
export interface RouteIndexHandle {
  readonly control: SharedArrayBuffer;
  readonly port: MessagePort;
}
