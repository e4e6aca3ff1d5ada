import { readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/** Replaces each of these settings by the contents of the file that its twin with `_FILE` names. */
export function readSecretFiles(
  environment: Environment,
  names: readonly string[],
): { values: Environment; problems: string[] } {
  const values: Record<string, string | undefined> = { ...environment };
  const problems: string[] = [];
  for (const name of names) {
    const path = environment[`${name}_FILE`];
    if (!path) continue;
    if (environment[name])
      problems.push(`${name} and ${name}_FILE are mutually exclusive. Unset one of them.`);
    else
      try {
        values[name] = readFileSync(path, "utf8").replace(/\r?\n$/, "");
        if (!values[name]) problems.push(`${name}_FILE must name a file that is not empty.`);
      } catch (error) {
        problems.push(`${name}_FILE must name a readable file (${(error as NodeJS.ErrnoException).code}).`);
      }
  }
  return { values, problems };
}
