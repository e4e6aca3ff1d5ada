/** The largest request body. No request of any dialect needs more than a few hundred bytes. */
export const bodyLimitBytes = 64 * 1024;

/** How deep a body's objects and arrays may nest. The deepest of any request has two levels. */
export const jsonLevelsMax = 32;

/** A request's path and headers together. */
export const headerBytesMax = 16_384;

/** A path part too long for its field is refused by its schema. */
export const pathPartLengthMax = headerBytesMax;

/** Headers of one request. Clients send some ten, and proxies add a few. */
export const headersMax = 100;

/** Connections that the system keeps until they are accepted; it has a limit of its own, mostly as large. */
export const backlog = 4096;

/** For a client to take the refusal of what was no request, before it is cut off. */
export const lingerMs = 1000;

/** For what is under way to be answered when the server stops; less than the 30 s that most who stop it allow. */
export const drainMs = 25_000;

/** For a collector to take the spans it is sent; so long a stop may wait for it. */
export const exportTimeoutMs = 3000;

/** The limits that a test cannot wait for, or cannot reach. */
export interface Limits {
  /** For a request's path and headers to arrive, from the connection's or the request's first byte. */
  readonly headersMs: number;
  /** For the whole of a request to arrive. */
  readonly requestMs: number;
  /** For the whole of an answer to begin, once the request is there. */
  readonly responseMs: number;
  /** Without a byte either way, or of a reader that takes nothing of his answer. */
  readonly idleMs: number;
  /** Between two requests of one connection; longer than most proxies keep theirs. */
  readonly keepAliveMs: number;
  /** How often these are looked after. */
  readonly sweepMs: number;
  /** Further connections are told so, and those that stay beyond the spare ones are cut off. */
  readonly connectionsMax: number;
  readonly connectionsSpare: number;
  /** Requests that are being answered; as many as one commit takes. */
  readonly inFlightMax: number;
  /** Requests that wait for one of those to end. */
  readonly queuedMax: number;
  readonly queueTimeoutMs: number;
  /** How long requests may be begun before the event loop looks for new ones. */
  readonly sliceMs: number;
  /** How long a refusal is held back, so that a client who repeats at once cannot spin. */
  readonly rejectionDelayMs: number;
  /** Between two of them, so that refusing takes a small part of the processor, however many there are. */
  readonly rejectionGapMs: number;
  /** So that nobody between takes an event stream for dead. */
  readonly heartbeatMs: number;
  /** A reader of an event stream who takes nothing for so long is cut off; he resumes with Last-Event-ID. */
  readonly slowReaderMs: number;
}

export const defaultLimits: Limits = {
  headersMs: 10_000,
  requestMs: 30_000,
  responseMs: 30_000,
  idleMs: 60_000,
  keepAliveMs: 72_000,
  sweepMs: 1000,
  connectionsMax: 4000,
  connectionsSpare: 1000,
  inFlightMax: 512,
  queuedMax: 512,
  queueTimeoutMs: 5000,
  sliceMs: 20,
  rejectionDelayMs: 250,
  rejectionGapMs: 1,
  heartbeatMs: 15_000,
  slowReaderMs: 30_000,
};
