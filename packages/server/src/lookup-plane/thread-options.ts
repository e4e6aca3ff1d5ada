import type { MessagePort } from "node:worker_threads";
import type { Limits } from "../http/limits.ts";
import type { TlsOptions } from "../http/listener.ts";
import type { RouteIndexHandle } from "../routing/route-snapshot.ts";
import type { DoorName } from "./questions.ts";

export interface DoorAddress {
  readonly port: number;
  readonly host: string;
}

/** What a lookup thread is started with. */
export interface ThreadOptions {
  readonly doors: Readonly<Partial<Record<DoorName, DoorAddress>>>;
  /** Whether the other threads listen at the same ports. */
  readonly sharesPorts: boolean;
  readonly limits: Limits;
  readonly hasCors: boolean;
  readonly answersFromMemory: boolean;
  readonly tls: TlsOptions | undefined;
  /** Of `CredentialEpochs`. */
  readonly epochs: SharedArrayBuffer;
  /** Of `ThreadCounters`. */
  readonly counters: SharedArrayBuffer;
  readonly index: RouteIndexHandle;
  /** For questions to the main thread. */
  readonly port: MessagePort;
}
