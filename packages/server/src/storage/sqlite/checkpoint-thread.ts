import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** The other side of `checkpoints.ts`. */
const { path, synchronous } = workerData as { path: string; synchronous: number };
const db = new DatabaseSync(path);
db.exec(`pragma synchronous = ${synchronous}`);

parentPort?.on("message", (message: "move" | "close") => {
  if (message === "close") {
    db.close();
    return parentPort?.close();
  }
  try {
    db.exec("pragma wal_checkpoint(passive)");
  } catch {}
  parentPort?.postMessage("moved");
});
