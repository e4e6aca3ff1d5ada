import type { Contestants } from "./contestant.ts";
import type { PeersWorld } from "./world.ts";

export interface Want {
  readonly folder: string;
  readonly world: PeersWorld;
  /** Of one measurement. */
  readonly seconds: number;
}

/** A running server with the numbers of the world and what to measure of it. */
export interface Started {
  readonly lookups?: Contestants;
  readonly reads?: Contestants;
  readonly assigns?: Contestants;
  /** Bytes for the lines of the world, without the available numbers: of memory unless the name has something else. */
  readonly memory?: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}
