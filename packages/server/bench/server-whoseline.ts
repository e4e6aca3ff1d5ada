import { type FileHandle, open } from "node:fs/promises";
import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { backlog } from "../src/http/limits.ts";
import { answerParent } from "./processes.ts";
import { settingsOf } from "./world.ts";

/** Starts Whoseline on the database in the folder of the first argument. */
const folder = process.argv[2] ?? "";
const syncs = await countSyncs();
const app = await createApp(readConfig(settingsOf(folder)));
const url = await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
answerParent(url, syncs, app.close);

/** Each group of commits waits for one `datasync` of the WAL. */
async function countSyncs(): Promise<() => number> {
  const handle = await open(import.meta.filename);
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const { datasync } = prototype;
  let count = 0;
  prototype.datasync = function (this: FileHandle) {
    count += 1;
    return datasync.call(this);
  };
  return () => count;
}
