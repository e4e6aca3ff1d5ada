import { createServer, type Server } from "node:net";
import { availableParallelism } from "node:os";
import type { Logger } from "pino";
import type { Installation } from "../core/installation.ts";
import type { Limits } from "../http/limits.ts";
import { listenAt } from "../http/listen-at.ts";
import type { TlsOptions } from "../http/listener.ts";
import { loggableError } from "../http/observability/loggable-error.ts";
import { type GatewayParts, LookupGateway } from "./gateway.ts";
import { LookupWorker, type WorkerParts } from "./lookup-worker.ts";
import { PlaneMetrics } from "./plane-metrics.ts";
import { type DoorName, doorNames } from "./questions.ts";
import type { DoorAddress } from "./thread-options.ts";

export interface LookupPlaneSettings {
  readonly doors: Readonly<Partial<Record<DoorName, DoorAddress>>>;
  /** Undefined for one less than the machine has cores, and at least one. */
  readonly threads: number | undefined;
  readonly certificate: Certificate | undefined;
}

/** The certificate of the doors, from files that the operator replaces. */
export interface Certificate {
  readonly tls: TlsOptions;
  /** Reads the files again, and returns whether they have changed. Throws when they cannot be used; the former stay. */
  reload(): boolean;
}

const renewalMs = 60_000;

export interface LookupPlaneParts extends GatewayParts {
  readonly settings: LookupPlaneSettings;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly hasCors: boolean;
  /** False when the main thread must see every request. */
  readonly answersFromMemory: boolean;
  /** The error for the operator when a door cannot listen. */
  readonly explain: (error: NodeJS.ErrnoException, door: DoorName, address: DoorAddress) => Error;
  /** Those of the installation, except in tests. */
  readonly epochs?: Installation["credentialEpochs"] | undefined;
}

/** Threads that answer lookups, so that neither writes nor long lists in the main thread delay a call. */
export class LookupPlane {
  /** The ports at which the doors listen. */
  readonly ports: Readonly<Partial<Record<DoorName, number>>>;
  readonly metrics: PlaneMetrics;
  readonly #workers: readonly LookupWorker[];
  readonly #parts: LookupPlaneParts;
  readonly #renewals: NodeJS.Timeout | undefined;

  private constructor(
    workers: readonly LookupWorker[],
    ports: LookupPlane["ports"],
    parts: LookupPlaneParts,
  ) {
    this.#workers = workers;
    this.ports = ports;
    this.#parts = parts;
    if (parts.settings.certificate !== undefined)
      this.#renewals = setInterval(() => this.renewCertificate(), renewalMs).unref();
    this.metrics = new PlaneMetrics(workers);
  }

  /** Resolves when every thread listens. Throws an error for the operator when one cannot. */
  static async start(parts: LookupPlaneParts): Promise<LookupPlane> {
    const { settings, logger } = parts;
    const count = threadCount(settings.threads, logger);
    const doors = await reserve(settings.doors, parts.explain);
    const workerParts: WorkerParts = {
      ...parts,
      doors,
      sharesPorts: count > 1,
      gateway: new LookupGateway(parts),
    };
    const workers = Array.from({ length: count }, (_, index) => new LookupWorker(index + 1, workerParts));
    try {
      const [ports = {}] = await Promise.all(workers.map((worker) => worker.start()));
      return new LookupPlane(workers, ports, parts);
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.stop()));
      throw error;
    }
  }

  get threads(): readonly LookupWorker[] {
    return this.#workers;
  }

  /** Has the threads use the certificate of the files for new connections, if it has changed. */
  renewCertificate(): void {
    const { settings, logger } = this.#parts;
    try {
      if (!settings.certificate?.reload()) return;
    } catch (error) {
      logger.warn(
        { err: loggableError(error) },
        "the certificate of the lookup threads cannot be renewed; the former one stays in use",
      );
      return;
    }
    for (const worker of this.#workers) worker.renewCertificate();
    logger.info("the certificate of the lookup threads was renewed");
  }

  /** Answers the requests in flight and ends the threads. */
  async stop(): Promise<void> {
    clearInterval(this.#renewals);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}

/** Node can listen several times at one port on these systems. */
const sharesPorts = ["linux", "freebsd", "sunos", "aix"].includes(process.platform);

function threadCount(setting: number | undefined, logger: Logger): number {
  const wanted = setting ?? Math.max(1, availableParallelism() - 1);
  if (wanted === 1 || sharesPorts) return wanted;
  logger.warn("This operating system cannot share a port between threads, so there is one lookup thread.");
  return 1;
}

/** Opens every port once, to see whether another program has it, and to choose the ports that are 0. */
async function reserve(
  doors: LookupPlaneSettings["doors"],
  explain: LookupPlaneParts["explain"],
): Promise<LookupPlaneSettings["doors"]> {
  const reserved: Partial<Record<DoorName, DoorAddress>> = {};
  const servers: Server[] = [];
  try {
    for (const name of doorNames) {
      const address = doors[name];
      if (address === undefined) continue;
      const server = createServer();
      servers.push(server);
      const port = await listenAt(server, { ...address, exclusive: true }).catch((error) => {
        throw explain(error, name, address);
      });
      reserved[name] = { ...address, port };
    }
  } finally {
    await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(() => done()))));
  }
  return reserved;
}
