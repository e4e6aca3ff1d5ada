/** Maximum size of a request body. No request of any dialect needs more than a few hundred bytes. */
export const bodyLimitBytes = 64 * 1024;

/** Maximum nesting depth of a JSON body. The deepest valid request has two levels. */
export const jsonLevelsMax = 32;

/** Maximum size of a request's path and headers together. */
export const headerBytesMax = 16_384;

/** Never the limiting factor: a path parameter that is too long is rejected by its schema. */
export const pathPartLengthMax = headerBytesMax;

/** Maximum number of headers of a request. Clients send about ten, and proxies add a few. */
export const headersMax = 100;

/** Length of the accept queue. The operating system caps it, usually at the same value. */
export const backlog = 4096;

/** Time for a client to read the response to an unparsable request before its socket is destroyed. */
export const lingerMs = 1000;

/** Time for in-flight requests to finish at shutdown; less than the 30 s most supervisors allow. */
export const drainMs = 25_000;

/** Timeout of one export of spans; a shutdown can wait this long for it. */
export const exportTimeoutMs = 3000;

/** After this time a shutdown ends the process, whatever it waits for. */
export const shutdownMaxMs = drainMs + exportTimeoutMs + 1000;

/** Limits that tests override because they cannot wait for them or reach them. */
export interface Limits {
  /** Maximum time for a request's path and headers, from the first byte of the connection or the request. */
  readonly headersMs: number;
  /** Maximum time for a complete request to arrive. */
  readonly requestMs: number;
  /** The same for a request whose body is a large file. */
  readonly uploadMs: number;
  /** Maximum time from a complete request to the first byte of its response. */
  readonly responseMs: number;
  /** Maximum time without a byte in either direction, which includes a client that does not read. */
  readonly idleMs: number;
  /** Maximum time between two requests of one connection; longer than the keep-alive of most proxies. */
  readonly keepAliveMs: number;
  /** Interval at which timeouts are checked. */
  readonly sweepMs: number;
  /** Further connections get a 503. */
  readonly connectionsMax: number;
  /** Connections beyond `connectionsMax` that are accepted to send them the 503; the rest are closed. */
  readonly connectionsSpare: number;
  /** Maximum number of in-flight requests per queue; one SQLite commit can hold as many writes. */
  readonly inFlightMax: number;
  /** Maximum number of requests that wait for an in-flight slot, per queue. */
  readonly queuedMax: number;
  /** Maximum number of requests of one connection that wait for its earlier requests. */
  readonly pipelinedMax: number;
  /** The same for all connections together. */
  readonly pipelinedTotalMax: number;
  /** Maximum time in the queue. */
  readonly queueTimeoutMs: number;
  /** Time in one turn of the event loop during which requests are started. */
  readonly sliceMs: number;
  /** Delay of a rejection, so that a client that retries immediately cannot busy-loop. */
  readonly rejectionDelayMs: number;
  /** Minimum interval between two rejections, which bounds the CPU time they take. */
  readonly rejectionGapMs: number;
  /** Interval of the comments that keep proxies from closing an idle event stream. */
  readonly heartbeatMs: number;
  /** An event stream whose client reads nothing for this long is closed; clients resume with Last-Event-ID. */
  readonly slowReaderMs: number;
  /** Failed sign-ins per minute from one network; the responses to further ones are delayed. */
  readonly failedSignInsMax: number;
  readonly signInDelayMs: number;
  /** Responses that are delayed at the same time. */
  readonly delayedSignInsMax: number;
  readonly delayedSignInsPerNetworkMax: number;
}

export const defaultLimits: Limits = {
  headersMs: 10_000,
  requestMs: 30_000,
  uploadMs: 900_000,
  responseMs: 30_000,
  idleMs: 60_000,
  keepAliveMs: 72_000,
  sweepMs: 1000,
  connectionsMax: 4000,
  connectionsSpare: 1000,
  inFlightMax: 512,
  queuedMax: 512,
  pipelinedMax: 512,
  pipelinedTotalMax: 4096,
  queueTimeoutMs: 5000,
  sliceMs: 20,
  rejectionDelayMs: 250,
  rejectionGapMs: 1,
  heartbeatMs: 15_000,
  slowReaderMs: 30_000,
  failedSignInsMax: 20,
  signInDelayMs: 1000,
  delayedSignInsMax: 200,
  delayedSignInsPerNetworkMax: 10,
};
