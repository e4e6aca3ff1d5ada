/** The limits of one door. Tests override them because they cannot reach them or wait for them. */
export interface RespLimits {
  /** Further connections get an error and are closed. */
  readonly connectionsMax: number;
  /** Connections without a caller; a further one closes the oldest of them. */
  readonly strangersMax: number;
  /** Maximum time of a connection without a caller. */
  readonly signInMs: number;
  /** Maximum time without a command. */
  readonly idleMs: number;
  /** A client that has not read its answers for this long is disconnected. */
  readonly slowReaderMs: number;
  /** Bytes of answers that a client has not read, from which its commands wait. */
  readonly unreadBytesMax: number;
  /** Time of one turn of the event loop that the commands of one connection can take. */
  readonly sliceMs: number;
  /** Time for the clients to read their answers at a shutdown. */
  readonly drainMs: number;
}

export const defaultRespLimits: RespLimits = {
  connectionsMax: 4000,
  strangersMax: 200,
  signInMs: 10_000,
  idleMs: 60 * 60_000,
  slowReaderMs: 30_000,
  unreadBytesMax: 256 * 1024,
  sliceMs: 2,
  drainMs: 25_000,
};

/** Maximum number of keys of one command. */
export const keysMax = 1000;

/** The limits of one command. */
export interface CommandLimits {
  readonly arguments: number;
  /** Bytes of one argument, and of a line without a length. */
  readonly argumentBytes: number;
  /** Bytes of the command, with its lengths. */
  readonly bytes: number;
}

/** A JWT is the longest argument. A key has less than 70 bytes with its length. */
export const callerLimits: CommandLimits = {
  arguments: keysMax + 1,
  argumentBytes: 16_384,
  bytes: 128 * 1024,
};
/** Of a connection without a caller. */
export const strangerLimits: CommandLimits = { arguments: 16, argumentBytes: 16_384, bytes: 32 * 1024 };
