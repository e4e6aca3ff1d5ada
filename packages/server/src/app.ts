import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { carrierClients } from "./carriers/clients.ts";
import { addTelephony } from "./carriers/edge/add-telephony.ts";
import { findRawVoiceRoute } from "./carriers/edge/raw-voice-route.ts";
import { TelephonyEdge } from "./carriers/edge/telephony-edge.ts";
import { type Config, requireSharedSecrets } from "./config.ts";
import { isWeakKey, strongKeyRule } from "./core/auth/key-strength.ts";
import type { EnsuredSuperadmin } from "./core/auth/superadmin.ts";
import { createInstallation } from "./core/create-installation.ts";
import type { Installation } from "./core/installation.ts";
import type { CarrierAccountCallbacks } from "./core/kernel/carrier-account-directory.ts";
import type { CreateId } from "./core/kernel/ids.ts";
import type { Outbound } from "./core/kernel/outbound.ts";
import type { RouteIndexSyncOptions } from "./core/routing/route-index-sync.ts";
import { createCarriers } from "./core/telephony/carrier-http.ts";
import { dialects } from "./dialects/index.ts";
import { shuttingDown } from "./http/errors.ts";
import { defaultLimits, type Limits } from "./http/limits.ts";
import { type Authentication, createAuthentication } from "./http/mounting/credentials.ts";
import { oncePerSecond } from "./http/observability/log.ts";
import { loggableError } from "./http/observability/loggable-error.ts";
import { createLogger } from "./http/observability/logger.ts";
import type { Traces } from "./http/observability/traces.ts";
import { createServer, type ServerParts } from "./http/server.ts";
import { loadKeys } from "./keys.ts";
import { startLookupDoors } from "./lookup-doors.ts";
import type { LookupPlane } from "./lookup-plane/lookup-plane.ts";
import { addMcpDoor } from "./mcp-door.ts";
import { OutboundClient, type OutboundOptions } from "./outbound/outbound-client.ts";
import { InstallationSessions } from "./resp/installation-sessions.ts";
import type { LookupSessions } from "./resp/lookup-sessions.ts";
import { snapshotWarnings } from "./snapshot-settings.ts";
import { findMove } from "./storage/moves.ts";
import { openStore } from "./storage/open.ts";
import type { Store } from "./storage/store.ts";

/** A configured instance; the server does not listen yet. */
export interface App {
  readonly server: FastifyInstance;
  readonly installation: Installation;
  /** For doors that only answer lookups. */
  readonly lookupSessions: LookupSessions;
  readonly store: Store;
  /** The platform's superadmin; includes the key if this start generated it, because it cannot be shown again. */
  readonly superadmin: EnsuredSuperadmin;
  /** Undefined when no door of it is configured. */
  readonly lookupPlane?: LookupPlane | undefined;
  /** Ends the requests to webhooks that are in flight. */
  cancelOutbound(): Promise<void>;
  /** Rejects new requests, completes the requests in flight, and closes the database. */
  close(): Promise<void>;
}

export interface AppOptions {
  readonly now?: () => number;
  /** Must return a new id with each call. */
  readonly createId?: CreateId;
  readonly logger?: Logger;
  /** The number of log lines that were lost, for the metrics. */
  readonly droppedLogLines?: (() => number) | undefined;
  /** Called with the key that the first start generates, before it is stored. */
  readonly keepKey?: ((key: string) => void) | undefined;
  /** Makes the server listen. Called before the superadmin's key is made, so that a start on a port in use makes none. */
  readonly listen?: ((server: FastifyInstance) => Promise<void>) | undefined;
  /** Called when there is a superadmin, before the first caller is authenticated. */
  readonly prepare?: ((app: App) => Promise<void>) | undefined;
  /** Starts also on a database that was moved to another one. Default: false. */
  readonly allowsMoved?: boolean | undefined;
  /** Used instead of the configured database; closed with the app. */
  readonly store?: Store;
  /** Override the default limits. */
  readonly limits?: Partial<Limits>;
  /** The folder of the console's built files, instead of that of its package. */
  readonly consoleFolder?: string | undefined;
  /** Sends requests to webhooks and carriers, or how they are sent: by default as the settings say. */
  readonly outbound?: Outbound | OutboundOptions;
  /** Waits between two requests to a carrier, in milliseconds. */
  readonly waitForCarrier?: ((ms: number) => Promise<void>) | undefined;
  /** The interval of the routing index's polls for other processes' changes, in milliseconds. */
  readonly pollMs?: number;
}

/** Opens the database, mounts every dialect, and ensures that there is a superadmin. Throws an error for the operator. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  requireSharedSecrets(config);
  const { now = Date.now, logger = await createLogger({ level: config.logLevel }) } = options;
  const traces = await startTraces(config, logger);
  const store =
    options.store ??
    (await openStore(config.database, {
      isStrict: config.isStrictCluster,
      onDurability: (violations) => logDurability(logger, violations),
      migrationDatabase: config.migrationDatabase,
      onMigration: (progress) => logger.info(progress, "migrating the database"),
      wrapTransaction: traces?.wrapTransaction,
    }));
  try {
    if (!options.allowsMoved) await requireNotMoved(store);
    return await wire(config, store, { ...options, now, logger, traces });
  } catch (error) {
    await store.close();
    throw error;
  }
}

function logDurability(logger: Logger, violations: readonly string[]): void {
  if (violations.length === 0) logger.info("the database is as durable as WHOSELINE_CLUSTER=strict requires");
  for (const violation of violations) logger.error(violation);
}

async function requireNotMoved({ platform }: Store): Promise<void> {
  const move = await findMove(platform);
  if (move !== undefined)
    throw new Error(
      `This database was moved to ${move.to} at ${move.at}, and changes here would be missing there. Set WHOSELINE_DATABASE to the new address, or start with --allow-moved.`,
    );
}

async function startTraces({ traces: { endpoint, serviceName } }: Config, logger: Logger) {
  if (endpoint === undefined) return undefined;
  return (await import("./http/observability/traces.ts")).startTraces({ endpoint, serviceName }, logger);
}

interface Dependencies extends AppOptions {
  readonly now: () => number;
  readonly logger: Logger;
  readonly traces: Traces | undefined;
}

async function wire(config: Config, store: Store, dependencies: Dependencies): Promise<App> {
  const { now, logger, traces } = dependencies;
  for (const warning of [...store.warnings, ...snapshotWarnings(config.routeSnapshot)]) logger.warn(warning);
  const outbound = createOutbound(config, dependencies.outbound);
  const installation = await openInstallation(config, store, { ...dependencies, outbound });
  const started = Promise.withResolvers<void>();
  const authentication = waitingFor(
    started.promise,
    createAuthentication(installation, config.jwt, now, logger),
  );
  let lookupPlane: LookupPlane | undefined;
  const server = createMountedServer(config, installation, dependencies, {
    authentication,
    storage: store.stats,
    lookupThreads: () => lookupPlane?.metrics,
  });
  await addMcpDoor(server, config, now);
  const { failedSignIns } = server;
  const sessions = new InstallationSessions({ installation, authentication, failedSignIns });
  const close = async () => {
    // First, because the threads ask the server.
    await lookupPlane?.stop();
    await server.close();
    await installation.close();
    await outbound.close();
  };
  try {
    await dependencies.listen?.(server);
    const limits = { ...defaultLimits, ...dependencies.limits };
    lookupPlane = await startLookupDoors(config, {
      ...{ server, installation, authentication, sessions, logger, limits },
    });
    const { keepKey } = dependencies;
    const superadmin = await installation.ensureSuperadmin({ key: config.superadminKey, keepKey });
    logSuperadminKeys(logger, superadmin, config.superadminKey);
    await installation.start();
    const app: App = {
      server,
      installation,
      lookupSessions: sessions,
      store,
      superadmin,
      lookupPlane,
      cancelOutbound: () => outbound.close(),
      async close() {
        await close();
        await Promise.all([store.close(), traces?.close()]);
      },
    };
    await dependencies.prepare?.(app);
    started.resolve();
    return app;
  } catch (error) {
    started.reject(shuttingDown());
    await close();
    throw error;
  }
}

const createOutbound = ({ outboundHosts }: Config, outbound: AppOptions["outbound"] = {}): Outbound =>
  "post" in outbound ? outbound : new OutboundClient({ allowedHosts: outboundHosts, ...outbound });

async function openInstallation(
  config: Config,
  store: Store,
  dependencies: Omit<Dependencies, "outbound"> & { outbound: Outbound },
): Promise<Installation> {
  const { now, createId, logger, pollMs, outbound, waitForCarrier: wait } = dependencies;
  return createInstallation(store, await loadKeys(config, store), {
    now,
    createId,
    quotas: config.quotas,
    outbound,
    carriers: createCarriers(carrierClients, { outbound, now, wait }),
    routes: { ...routeIndexCallbacks(logger), pollMs, snapshot: snapshotOptions(config, logger) },
    carrierAccounts: carrierAccountCallbacks(logger),
  });
}

/** A caller that connects before the start is complete waits for it. */
function waitingFor(started: Promise<void>, authentication: Authentication): Authentication {
  started.catch(() => {});
  return {
    async authenticate(credential, options) {
      await started;
      return authentication.authenticate(credential, options);
    },
    authenticateFromCache: (credential) => authentication.authenticateFromCache(credential),
    usableForMs: (credential) => authentication.usableForMs(credential),
    prepareSignIn: (credential) => authentication.prepareSignIn(credential),
  };
}

function createMountedServer(
  config: Config,
  installation: Installation,
  { now, logger, traces, limits, droppedLogLines, consoleFolder }: Dependencies,
  parts: Pick<ServerParts, "authentication" | "storage" | "lookupThreads">,
): FastifyInstance {
  const edge = new TelephonyEdge({
    telephony: installation.telephony,
    onError: (error) => server.outageLog.record("carrier_webhook", { err: loggableError(error) }),
  });
  const server: FastifyInstance = createServer({
    ...parts,
    installation,
    findRawRoute: findRawVoiceRoute(edge),
    dialects,
    logger,
    publicUrl: config.publicUrl,
    metricsToken: config.metricsToken,
    traces,
    origin: config.publicUrl ?? "/",
    rateLimit: config.rateLimit,
    streamLimits: config.streamLimits,
    corsOrigins: config.corsOrigins,
    trustedProxies: config.trustedProxies,
    hasDocs: config.hasDocs,
    hasConsole: config.hasConsole,
    consoleFolder,
    identityProvider: config.oidc,
    tokenUser: config.jwt.user,
    limits,
    now,
    droppedLogLines,
  });
  addTelephony(server, edge);
  return server;
}

function logSuperadminKeys(logger: Logger, superadmin: EnsuredSuperadmin, key: string | undefined): void {
  for (const { id, publicId } of superadmin.created) logger.warn({ id, publicId }, "superadmin key created");
  for (const { id, publicId } of superadmin.revoked) logger.warn({ id, publicId }, "superadmin key revoked");
  if (key !== undefined && isWeakKey(key))
    logger.warn(
      `WHOSELINE_SUPERADMIN_KEY is weak: it should have ${strongKeyRule}. Generate one with: openssl rand -base64 32`,
    );
}

const routeIndexCallbacks = (logger: Logger): RouteIndexSyncOptions => ({
  onProgress: oncePerSecond((what, count) => logger.info({ what, count }, "building the routing index")),
  onBuilt: (lines) => logger.info({ lines }, "the routing index is built"),
  onStale: (error) =>
    logger.warn({ err: error }, "the routing index cannot be synchronized and becomes stale"),
  onRecovered: () => logger.info("the routing index is synchronized again"),
});

const carrierAccountCallbacks = (logger: Logger): CarrierAccountCallbacks => ({
  onStale: (error) => logger.warn({ err: error }, "the carrier accounts cannot be read and become stale"),
  onRecovered: () => logger.info("the carrier accounts are current again"),
  onUnreadable: (id) => logger.error({ id }, "the secrets of a carrier account cannot be decrypted"),
});

const snapshotOptions = ({ routeSnapshot }: Config, logger: Logger): RouteIndexSyncOptions["snapshot"] =>
  routeSnapshot && {
    ...routeSnapshot,
    onIgnored: (reason) =>
      logger.warn({ file: routeSnapshot.path, reason }, "the snapshot of the routing index is not used"),
    onFailed: (error) =>
      logger.warn({ err: error }, "the snapshot of the routing index could not be written"),
  };
