import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

// The worker thread of checkpointer.ts: runs a checkpoint for each "checkpoint" message, then answers "done".

const { path, synchronous } = workerData as { path: string; synchronous: number };
const db = new DatabaseSync(path);
db.exec(`pragma synchronous = ${synchronous}`);

parentPort?.on("message", (message: "checkpoint" | "close") => {
  if (message === "close") {
    db.close();
    return parentPort?.close();
  }
  try {
    db.exec("pragma wal_checkpoint(passive)");
  } catch {}
  parentPort?.postMessage("done");
});
