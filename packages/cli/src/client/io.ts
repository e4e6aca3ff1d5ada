import type { Readable, Writable } from "node:stream";

type Input = Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command reads and writes: those of the process, or of a test. */
export interface Io {
  /** The arguments after `whoseline`, to repeat the command in a message. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  /** Data only. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
}

/** Resolves when the output can take more. */
export async function write(output: Output, text: string | Uint8Array): Promise<void> {
  if (output.write(text)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      output.off("drain", done).off("close", done);
      resolve();
    };
    output.once("drain", done).once("close", done);
  });
}

/** Writes a line to stderr. */
export function note({ stderr }: Io, text: string): void {
  stderr.write(`${text}\n`);
}
