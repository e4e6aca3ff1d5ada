import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { backlog } from "../../src/http/limits.ts";
import { answerParent } from "../processes.ts";
import { settingsOf } from "../routes/world.ts";

/**
 * Starts Whoseline with lookup threads on the database of the first argument, with as many threads as the second one
 * says, and reports both URLs when its routing index is built.
 */
const [database = "", threads = "1"] = process.argv.slice(2);
const settings = { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_LOOKUP_THREADS: threads };
const app = await createApp(readConfig({ ...settingsOf(database), ...settings }));
const url = await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
await app.installation.routeIndexSync.built;
answerParent(`${url} http://127.0.0.1:${app.lookupPlane?.ports.http}`, () => 0, app.close);
