import { workerData } from "node:worker_threads";
import { LookupThread } from "./lookup-thread.ts";
import type { ThreadOptions } from "./thread-options.ts";

// The entry of a lookup thread.

await new LookupThread(workerData as ThreadOptions).start();
