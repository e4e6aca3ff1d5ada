import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { backlog } from "../../src/http/limits.ts";
import { answerParent } from "../processes.ts";
import { settingsOf } from "../routes/world.ts";

/**
 * Starts Whoseline with one lookup thread on the database of the first argument. Sends the URLs of the main port, the
 * lookup port and the RESP port, separated by spaces, when the routing index is built.
 */
const [database = ""] = process.argv.slice(2);
const settings = { WHOSELINE_LOOKUP_PORT: "0", WHOSELINE_RESP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "1" };
const app = await createApp(readConfig({ ...settingsOf(database), ...settings }));
const url = await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
await app.installation.routeIndexSync.built;
const { http, resp } = app.lookupPlane?.ports ?? {};
answerParent(`${url} http://127.0.0.1:${http} redis://127.0.0.1:${resp}`, () => 0, app.close);
