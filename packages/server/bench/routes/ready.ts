import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { backlog } from "../../src/http/limits.ts";
import { settingsOf } from "./world.ts";

/**
 * Sends the time from the start of the process until every lookup is served from memory. Arguments: the database, and the
 * folder of the snapshot, if there is to be one.
 */
const [database = "", directory] = process.argv.slice(2);
const snapshot = directory
  ? { WHOSELINE_ROUTE_SNAPSHOT_DIRECTORY: directory }
  : { WHOSELINE_ROUTE_SNAPSHOT_MINUTES: "0" };
const app = await createApp(readConfig({ ...settingsOf(database), ...snapshot }));
await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
await app.installation.routeIndexSync.built;
process.send?.(performance.now());
await app.close();
process.disconnect();
