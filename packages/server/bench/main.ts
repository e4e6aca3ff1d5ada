import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { measureAssign, measureSlowAssign } from "./assign.ts";
import { measureChaining } from "./chaining.ts";
import { measureGet } from "./get.ts";
import { measureImports } from "./imports/main.ts";
import { measureList } from "./list.ts";
import { type Figure, printTable } from "./measure.ts";
import { measureOverload } from "./overload.ts";
import { measurePeers } from "./peers/main.ts";
import { measurePlane } from "./plane/main.ts";
import { measurePostgres } from "./postgres/main.ts";
import { isPinned, pinLoad, type ServerProcess, startServer } from "./processes.ts";
import { measureResp } from "./resp/main.ts";
import { measureRoutes } from "./routes/main.ts";
import { measureStreams } from "./streams.ts";
import { measureTelephony } from "./telephony/main.ts";
import { measureTruth } from "./truth-main.ts";
import { makeWorld, type World } from "./world.ts";

/**
 * `--only requests`, or of that `--only get`; `--only assign`, `--only chaining`, `--only import`, `--only overload`,
 * `--only resp`, `--only streams`, `--only telephony`; `--only truth`, or of that `--only asOf`, `feed`, `search`,
 * `offboarding` with `--intervals 1000000`; `--only routes`, or of that `routes.index`, `routes.lookup`, `routes.load`,
 * `routes.cluster`, `routes.jwt`, `routes.batch`, `routes.start` with `--lines 1000000`; `--only plane`, or of that
 * `plane.cpu`, `plane.changes`, `plane.busy`, with `--lines 1000000`; `--only peers` with `--quick`; `--only postgres`.
 */
const option = (name: string): string | undefined => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? undefined : process.argv[place + 1];
};
const only = option("only");

const folder = mkdtempSync(join(tmpdir(), "whoseline-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
// The code that started PostgreSQL exits on a signal, after the server has stopped; errors until then are expected.
let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => (isStopping = true));

try {
  describeMachine();
  const figures: Figure[] = [];
  if (only === undefined || only === "requests") figures.push(...(await measureRequests()));
  if (only === undefined) figures.push(...(await measureSlowAssign(join(folder, "slow"))));
  if (only?.startsWith("routes"))
    figures.push(...(await measureRoutes(folder, { only, lines: Number(option("lines") ?? 1_000_000) })));
  else if (only?.startsWith("plane"))
    figures.push(...(await measurePlane(folder, only, Number(option("lines") ?? 1_000_000))));
  else if (only === "get") figures.push(...(await withServer(measureGet)));
  else if (only === "peers") await measurePeers(folder, { isQuick: process.argv.includes("--quick") });
  else if (only === "assign") {
    figures.push(...(await withServer(measureAssign)), ...(await measureSlowAssign(join(folder, "slow"))));
  } else if (only === "chaining") figures.push(...(await measureChaining(join(folder, "chaining"))));
  else if (only === "import") figures.push(...(await measureImports(join(folder, "imports"))));
  else if (only === "postgres") figures.push(...(await measurePostgres()));
  else if (only === "resp")
    figures.push(...(await measureResp(folder, Number(option("lines") ?? 1_000_000))));
  else if (only === "telephony") figures.push(...(await measureTelephony(folder)));
  else if (only === "overload") await withServer(measureOverload);
  else if (only === "streams") await withServer(measureStreams);
  else if (only !== "requests")
    figures.push(
      ...(await measureTruth(folder, { only, intervals: Number(option("intervals") ?? 100_000) })),
    );
  if (figures.length > 0) printTable(figures);
} catch (error) {
  if (!isStopping) throw error;
  await new Promise(() => {});
}

function measureRequests(): Promise<Figure[]> {
  return withServer(async (server, world) => [
    await measureList(server, world),
    ...(await measureAssign(server, world)),
    ...(await measureGet(server, world)),
  ]);
}

async function withServer<T>(measure: (server: ServerProcess, world: World) => Promise<T>): Promise<T> {
  const world = await makeWorld(folder);
  pinLoad();
  const server = await startServer("server-whoseline.ts", folder);
  const outcome = await measure(server, world);
  await server.stop();
  return outcome;
}

function describeMachine(): void {
  const cores = cpus();
  console.log(
    [
      `${cores.length} cores (${cores[0]?.model.trim()}), ${process.platform} ${process.arch}`,
      `Node ${process.versions.node}, SQLite ${process.versions.sqlite}`,
      isPinned ? "servers on one core, load on another" : "servers and load share the cores",
    ].join("; "),
  );
}
