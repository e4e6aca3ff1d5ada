import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from "pino";
import { LogOutput } from "./log-output.ts";
import { filterArguments, loggableError } from "./loggable-error.ts";

export interface LoggerOptions {
  readonly level: string;
  /** Whether the output is read by a person: `process.stdout.isTTY` by default. */
  readonly isTerminal?: boolean;
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

/** Creates the logger: one JSON object per line, or readable lines on a terminal. */
export async function createLogger({
  level,
  isTerminal = process.stdout.isTTY,
  destination = new LogOutput(process.stdout),
}: LoggerOptions): Promise<Logger> {
  const logger = pino(pinoOptions(level), isTerminal ? await prettify(destination) : destination);
  if (destination instanceof LogOutput)
    destination.onFlowing((dropped) =>
      logger.warn({ dropped }, "log lines were dropped: the output was not read"),
    );
  return logger;
}

/** The options of every logger: whatever is logged, of an error only what `loggableError` returns. */
export const pinoOptions = (level: string): PinoOptions => ({
  level,
  // The standard one would add properties.
  serializers: { err: loggableError },
  hooks: {
    logMethod(values, method) {
      method.apply(this, filterArguments(values) as Parameters<typeof method>);
    },
  },
});

/** pino-pretty is loaded only for a terminal. It runs in this process: a worker could lose the last lines. */
async function prettify(destination: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import("pino-pretty");
  const format = prettyFactory({
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss.l",
  });
  return { write: (line) => destination.write(format(line)) };
}
