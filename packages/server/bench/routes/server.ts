import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { backlog } from "../../src/http/limits.ts";
import { answerParent } from "../processes.ts";
import { settingsOf } from "./world.ts";

/** Starts Whoseline on the database of the first argument and reports when its routing index is built. */
const app = await createApp(readConfig(settingsOf(process.argv[2] ?? "")));
const url = await app.server.listen({ port: 0, host: "127.0.0.1", backlog });
await app.installation.routeIndexSync.built;
answerParent(url, () => 0, app.close);
