import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { RespServer } from "../../src/resp/resp-server.ts";
import { answerParent } from "../processes.ts";
import { settingsOf } from "../routes/world.ts";

/** Starts the RESP door over the database of the first argument and reports its port when the routing index is built. */
const app = await createApp(readConfig(settingsOf(process.argv[2] ?? "")));
const server = new RespServer({ sessions: app.lookupSessions, logger: app.server.log as never });
const port = await server.listen({ port: 0, host: "127.0.0.1" });
await app.installation.routeIndexSync.built;
answerParent(
  `redis://127.0.0.1:${port}`,
  () => 0,
  async () => {
    await server.close();
    await app.close();
  },
);
