import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { answerParent } from "../processes.ts";
import { settingsOf } from "../routes/world.ts";

/** Starts the RESP door in a lookup thread, over the database of the first argument, and reports its port. */
const settings = { WHOSELINE_RESP_PORT: "0", WHOSELINE_LOOKUP_THREADS: "1" };
const app = await createApp(readConfig({ ...settingsOf(process.argv[2] ?? ""), ...settings }));
await app.installation.routeIndexSync.built;
answerParent(`redis://127.0.0.1:${app.lookupPlane?.ports.resp}`, () => 0, app.close);
