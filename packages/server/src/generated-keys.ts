import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

export type GeneratedKeyName = "superadmin" | "demo-admin" | "sign-in-link";

const subjects: Readonly<Record<GeneratedKeyName, string>> = {
  superadmin: "Superadmin key",
  "demo-admin": "Admin key, for the Telnyx and IPPanel dialects",
  "sign-in-link": "Sign in to the console",
};

/**
 * Passes the keys that the first start generates to the operator: on a terminal they are printed once; elsewhere, where
 * output is collected, each is written to a file that only this user can read.
 */
export class GeneratedKeys {
  readonly #folder: string;
  readonly #isTerminal: boolean;

  /** `database` is a path or a URL. The files are in the folder of an SQLite database, else in `./data`. */
  constructor(database: string, isTerminal: boolean) {
    this.#folder = /^postgres(ql)?:/.test(database) ? "./data" : dirname(database);
    this.#isTerminal = isTerminal;
  }

  /** Writes the key unless it will be printed. Throws an error for the operator. */
  keep(name: GeneratedKeyName, key: string): void {
    if (this.#isTerminal) return;
    const path = this.#pathOf(name);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      rmSync(path, { force: true });
      writePrivateFile(path, `${key}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(
        `The generated key cannot be written to ${path} (${code}). Make its folder writable, set WHOSELINE_SUPERADMIN_KEY or WHOSELINE_SUPERADMIN_KEY_FILE, or start once on a terminal.`,
      );
    }
  }

  sentence(name: GeneratedKeyName, key: string): string {
    const subject = subjects[name];
    const command = this.commandOf(name);
    return command === undefined
      ? `${subject} (${name === "sign-in-link" ? "works once, for ten minutes" : "shown only once"}): ${key}`
      : `${subject}, in a file that only this user can read: ${command}`;
  }

  /** The command that prints the key; undefined for a key that was printed. */
  commandOf(name: GeneratedKeyName): string | undefined {
    return this.#isTerminal ? undefined : `cat ${quoted(this.#pathOf(name))}`;
  }

  #pathOf(name: GeneratedKeyName): string {
    const path = join(this.#folder, `${name}.key`);
    return this.#folder.startsWith("./") ? `./${path}` : path;
  }
}

/** The file must not exist. It is durable when this returns. */
function writePrivateFile(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A path as a shell reads it. */
export const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
