import { type DestinationStream, type Logger, pino } from "pino";

export interface LoggerOptions {
  readonly level: string;
  /** Whether the output is read by a person: `process.stdout.isTTY` by default. */
  readonly isTerminal?: boolean;
  /** A stream; standard output by default. */
  readonly destination?: DestinationStream;
}

/** Creates the logger: one JSON object per line, or readable lines on a terminal. */
export async function createLogger({
  level,
  isTerminal = process.stdout.isTTY,
  destination = pino.destination(1),
}: LoggerOptions): Promise<Logger> {
  return pino({ level }, isTerminal ? await prettify(destination) : destination);
}

/** pino-pretty is loaded only for a terminal. It runs in this process: a worker could lose the last lines. */
async function prettify(destination: DestinationStream): Promise<DestinationStream> {
  const { default: pretty } = await import("pino-pretty");
  return pretty({ destination, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss.l", sync: true });
}
