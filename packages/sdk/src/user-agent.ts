/** The version of this package; a test compares it with package.json. */
export const version = "0.1.0";

interface Runtimes {
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly Deno?: unknown;
  readonly Bun?: unknown;
}

const { process, Deno, Bun } = globalThis as Runtimes;

/** Undefined in a browser, which has its own and would ask the server in a preflight whether it may be another. */
export const userAgent: string | undefined =
  process?.versions?.node || Deno || Bun ? `whoseline-sdk/${version}` : undefined;
