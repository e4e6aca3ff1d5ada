import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { backlog } from "../../src/http/limits.ts";
import { settingsOf } from "./world.ts";

/** Sends the time from the start of the process until every lookup is served from memory. */
const app = await createApp(readConfig(settingsOf(process.argv[2] ?? "")));
await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
await app.installation.routeIndexSync.built;
process.send?.(performance.now());
process.disconnect();
await app.close();
