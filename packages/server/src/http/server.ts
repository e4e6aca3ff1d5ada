import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import type { Installation } from "../core/installation.ts";
import { AdmissionController } from "./admission/admission-controller.ts";
import { createTakeQuota, type RateLimit } from "./admission/rate-limit.ts";
import { addCors } from "./cors.ts";
import { createErrorHandling, type ErrorHandling } from "./error-handling.ts";
import { tooManyExports } from "./errors.ts";
import { exportLimits } from "./export-response.ts";
import { addHealth } from "./health.ts";
import { addLifecycle } from "./lifecycle.ts";
import { bodyLimitBytes, defaultLimits, type Limits, pathPartLengthMax } from "./limits.ts";
import { createListener } from "./listener.ts";
import { answerOptions, noPaths, unroutedError } from "./mounting/allowed-methods.ts";
import { addBodyParser } from "./mounting/body.ts";
import type { Authentication } from "./mounting/credentials.ts";
import type { Dialect } from "./mounting/dialect.ts";
import { FastPath } from "./mounting/fast-path.ts";
import { mount } from "./mounting/mount.ts";
import { type FindRawRoute, RawRoutes } from "./mounting/raw-route.ts";
import type { TokenUserSettings } from "./mounting/token-claims.ts";
import { compileSchema } from "./mounting/validation.ts";
import type { LookupThreadMetrics } from "./observability/lookup-thread-metrics.ts";
import { addMetrics, type StorageMetrics } from "./observability/metrics.ts";
import { OutageLog } from "./observability/outage-log.ts";
import { addRequestIdHeader, requestIdOf } from "./observability/request-id.ts";
import { RequestMetricsRegistry, recordRequestMetrics } from "./observability/request-metrics.ts";
import type { Traces } from "./observability/traces.ts";
import type { ProviderRegistration } from "./oidc/identity-provider.ts";
import { toSignInProvider } from "./oidc/sign-in-provider.ts";
import { addSignInRoutes } from "./oidc/sign-in-routes.ts";
import { addConsole } from "./pages/console.ts";
import { addDocs } from "./pages/docs.ts";
import { addHome } from "./pages/home.ts";
import { addPageAssets } from "./pages/page.ts";
import { addCommonHeaders } from "./response-headers.ts";
import { buildSerializer } from "./serializer-cache.ts";
import { toPageOrigin } from "./sessions/page-origin.ts";
import { FailedSignIns } from "./sign-ins/failed-sign-ins.ts";
import { defaultStreamLimits, type StreamLimits, StreamSlots } from "./stream-slots.ts";

export interface ServerParts {
  readonly installation: Installation;
  readonly authentication: Authentication;
  /** The first one also answers requests for paths that belong to no dialect. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  readonly logger: Logger;
  /** The server's own base URL, for the OpenAPI documents. */
  readonly origin: string;
  /** The base URL that callers use, if it differs from the Host header they send. */
  readonly publicUrl: string | undefined;
  readonly storage: StorageMetrics;
  /** Undefined while there are no lookup threads. */
  readonly lookupThreads?: (() => LookupThreadMetrics | undefined) | undefined;
  /** The bearer token for scrapes; without it only this host may scrape. */
  readonly metricsToken: string | undefined;
  readonly traces?: Traces | undefined;
  readonly rateLimit?: RateLimit | undefined;
  /** Limits on open event streams; the defaults if undefined. */
  readonly streamLimits?: StreamLimits | undefined;
  /** Origins whose scripts may call the API; undefined for none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Networks of the proxies whose `X-Forwarded-For` is believed, in CIDR notation. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Whether to serve `/docs`. Default: true. */
  readonly hasDocs?: boolean;
  /** Whether to serve `/console/`. Default: true. */
  readonly hasConsole?: boolean;
  /** The folder of the console's built files; that of its package if undefined. */
  readonly consoleFolder?: string | undefined;
  /** The identity provider of the console, and by which field its users are found. */
  readonly identityProvider?: ProviderRegistration | undefined;
  readonly tokenUser?: TokenUserSettings | undefined;
  /** Finds the routes that need nothing of the framework. */
  readonly findRawRoute?: FindRawRoute | undefined;
  /** Overrides of the default limits. */
  readonly limits?: Partial<Limits> | undefined;
  /** The number of log lines that were lost. */
  readonly droppedLogLines?: (() => number) | undefined;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** Creates the HTTP server with all dialects mounted. It does not listen yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { installation, authentication, dialects, logger, origin, rateLimit, corsOrigins } = parts;
  const { hasDocs = true, now = Date.now, trustedProxies } = parts;
  const limits = { ...defaultLimits, ...parts.limits };
  const dialectOf = (path: string) => dialects.find(({ prefix }) => path.startsWith(`${prefix}/`));
  const requestMetrics = new RequestMetricsRegistry((path) => dialectOf(path)?.name ?? otherNameOf(path));
  const errors = createErrorHandling((path) => dialectOf(path) ?? dialects[0], requestMetrics, logger);
  const takeQuota = rateLimit && createTakeQuota(rateLimit, now);
  const fastPath = new FastPath({
    ...{ installation, authentication, dialects, requestMetrics, takeQuota },
    traces: parts.traces,
    hasCors: corsOrigins !== undefined,
  });
  const rawRoutes = createRawRoutes(parts, requestMetrics);
  const shortcuts = { fastPath, rawRoutes };
  const admission = new AdmissionController(limits, errors.renderRejection, shortcuts, logger);
  const server = createFramework(limits, errors, admission, logger);
  server.setValidatorCompiler(compileSchema);
  server.setErrorHandler(errors.handle);
  server.decorate("paths", new Map());
  server.setNotFoundHandler((request, reply) => {
    const { name } = dialectOf(request.url) ?? dialects[0];
    const paths = server.paths.get(name) ?? noPaths;
    if (!answerOptions(request, reply, paths)) errors.handle(unroutedError(request, paths), request, reply);
  });
  addCommonHeaders(server);
  if (corsOrigins !== undefined) addCors(server, corsOrigins);
  addBodyParser(server);
  recordRequestMetrics(server, requestMetrics);
  parts.traces?.instrument(server);
  addRequestIdHeader(server);
  addLifecycle(server, admission);
  addHealth(server, installation);
  const failedSignIns = new FailedSignIns({ trustedProxies, limits, logger, now });
  server.decorate("failedSignIns", failedSignIns);
  server.addHook("onClose", async () => failedSignIns.close());
  addMetrics(server, {
    requests: requestMetrics,
    ...{ storage: parts.storage, lookupThreads: parts.lookupThreads, token: parts.metricsToken },
    ...coreMetrics(installation),
    droppedLogLines: parts.droppedLogLines,
    failedSignIns,
  });
  server.decorate("outageLog", new OutageLog(logger));
  server.decorate("documents", new Map());
  server.decorate("publicUrl", parts.publicUrl);
  const slots = streamSlots(parts.streamLimits);
  server.decorate("streams", { ...limits, ...slots, releaseSlot: (response) => admission.release(response) });
  const mountOptions = { installation, authentication, failedSignIns, takeQuota, origin, hasDocs };
  for (const dialect of dialects) mount(server, dialect, mountOptions);
  addPages(server, { ...parts, hasDocs, now });
  return server;
}

/** None with traces, which the framework makes. */
const createRawRoutes = (
  { findRawRoute, traces, corsOrigins }: ServerParts,
  requestMetrics: RequestMetricsRegistry,
): RawRoutes | undefined =>
  findRawRoute === undefined || traces !== undefined
    ? undefined
    : new RawRoutes({ find: findRawRoute, requestMetrics, hasCors: corsOrigins !== undefined });

/** What is no dialect, and is counted separately. */
const otherNameOf = (path: string): string | undefined =>
  path.startsWith("/telephony/") ? "telephony" : undefined;

function addPages(
  server: FastifyInstance,
  parts: ServerParts & { readonly hasDocs: boolean; readonly now: () => number },
): void {
  const { dialects, hasDocs, hasConsole = true, consoleFolder, publicUrl, identityProvider } = parts;
  addPageAssets(server);
  if (hasDocs) addDocs(server, dialects);
  if (hasConsole) addConsole(server, consoleFolder);
  server.decorate("hasConsole", hasConsole);
  server.decorate("hasIdentityProvider", hasConsole && identityProvider !== undefined);
  if (hasConsole && publicUrl !== undefined && toPageOrigin(publicUrl).keepsSessions) {
    const signInProvider = toSignInProvider(identityProvider, parts.tokenUser, parts.now);
    addSignInRoutes(server, { installation: parts.installation, publicUrl, signInProvider });
  }
  addHome(server, dialects, { hasDocs, hasConsole });
}

const streamSlots = (limits: StreamLimits = defaultStreamLimits) => ({
  slots: new StreamSlots(limits),
  exportSlots: new StreamSlots(exportLimits, tooManyExports),
});

const coreMetrics = (installation: Installation) => ({
  routes: () => installation.routeStats,
  records: () => installation.recordCacheStats,
  jobs: () => installation.jobs.metrics,
  telephony: installation.telephony,
  notifications: installation.notifications.counts,
  webhooks: { stats: installation.webhookStats, count: () => installation.countWebhooks() },
  missingAtCarriers: () => installation.countMissingAtCarriers(),
});

const createFramework = (
  limits: Limits,
  errors: ErrorHandling,
  admission: AdmissionController,
  logger: Logger,
): FastifyInstance =>
  fastify({
    serverFactory: (handle) => createListener(handle, limits, errors.renderRejection, admission),
    // The listener handles client errors.
    clientErrorHandler: () => {},
    loggerInstance: logger as FastifyBaseLogger,
    // A child logger per request costs more than adding the request ID to the few lines that are logged.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => requestIdOf(headers),
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: pathPartLengthMax },
    frameworkErrors: errors.handleFrameworkError,
    forceCloseConnections: "idle",
    schemaController: { compilersFactory: { buildSerializer } },
  });
