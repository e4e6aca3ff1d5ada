import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { measureAssign } from "./assign.ts";
import { measureGet } from "./get.ts";
import { measureList } from "./list.ts";
import { type Figure, printTable } from "./measure.ts";
import { isPinned, pinLoad, startServer } from "./processes.ts";
import { makeWorld } from "./world.ts";

const folder = await mkdtemp(join(tmpdir(), "whoseline-bench-"));
try {
  describeMachine();
  const world = await makeWorld(folder);
  pinLoad();
  const server = await startServer("server-whoseline.ts", folder);
  const figures: Figure[] = [
    await measureList(server, world),
    ...(await measureAssign(server, world)),
    ...(await measureGet(server, world)),
  ];
  await server.stop();
  printTable(figures);
} finally {
  await rm(folder, { recursive: true, force: true });
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
