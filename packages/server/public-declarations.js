import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

// Deletes the declarations in dist that no program can import: those that neither index.d.ts nor config.d.ts needs. They are
// a third of the package.

const dist = join(import.meta.dirname, "dist");
const needed = new Set();
for (const entry of ["index.d.ts", "config.d.ts"]) collect(entry);
for (const file of globSync("**/*.d.ts", { cwd: dist })) if (!needed.has(file)) rmSync(join(dist, file));

function collect(file) {
  if (needed.has(file)) return;
  needed.add(file);
  const source = readFileSync(join(dist, file), "utf8");
  for (const [, path] of source.matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g))
    collect(normalize(join(dirname(file), `${path}.d.ts`)));
}
