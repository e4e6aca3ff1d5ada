import { chmodSync, cpSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { connectionsMax, load } from "./assign.ts";
import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import { pinLoad, type ServerProcess, startServer } from "./processes.ts";
import { databaseOf, makeWorld, type World } from "./world.ts";

const rounds = 11;
/** A fixed number, so that a busy disk does not leave too few to divide the CPU time by. */
const assigns = 1000;

/**
 * The cost of the hash chain: an assign on the server, and on one that computes no hashes and whose database does not
 * check the links. CPU time, which other load affects less, and throughput.
 */
export async function measureChaining(folder: string): Promise<readonly Figure[]> {
  const world = await makeWorld(folder);
  const unchainedFolder = `${folder}-unchained`;
  cpSync(folder, unchainedFolder, { recursive: true });
  chmodSync(unchainedFolder, 0o700);
  removeTriggers(databaseOf(unchainedFolder));
  pinLoad();
  const chained = new Candidate(await startServer("server-whoseline.ts", folder), world);
  const unchained = new Candidate(await startServer("server-unchained.ts", unchainedFolder), world);
  await interleave({ unchained: () => unchained.measure(), chained: () => chained.measure() }, rounds);
  await chained.server.stop();
  await unchained.server.stop();
  const figure = (name: string, unit: string, key: "cpu" | "rate"): Figure => ({
    name,
    whoseline: `${median(chained[key]).toFixed(0)} ${unit}`,
    bare: `${median(unchained[key]).toFixed(0)} ${unit}`,
    ratios: ratiosOf(chained[key], unchained[key]),
    ...(key === "cpu" && { target: { atMost: 1.05 } }),
  });
  return [
    figure("assign with hashes / without, CPU", "µs", "cpu"),
    figure("assign with hashes / without, throughput", "/s", "rate"),
  ];
}

function removeTriggers(path: string): void {
  const db = new DatabaseSync(path);
  db.exec("drop trigger events_are_only_appended");
  db.close();
}

class Candidate {
  readonly server: ServerProcess;
  /** CPU time per assign in microseconds, per round. */
  readonly cpu: number[] = [];
  /** Assigns per second, per round. */
  readonly rate: number[] = [];
  readonly #world: World;
  #next = 0;
  #isWarm = false;

  constructor(server: ServerProcess, world: World) {
    this.server = server;
    this.#world = world;
  }

  async measure(): Promise<number> {
    const before = await this.server.usage();
    const next = () => this.#next++;
    const { rate, count } = await load(this.server, this.#world, connectionsMax, next, { amount: assigns });
    const after = await this.server.usage();
    if (this.#isWarm) {
      this.cpu.push((after.cpuMicroseconds - before.cpuMicroseconds) / count);
      this.rate.push(rate);
    }
    this.#isWarm = true;
    return rate;
  }
}
