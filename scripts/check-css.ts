import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Usage: node scripts/check-css.ts
// Reports directions of the screen in the console's styles: in a text from right to left they are the wrong ones. The
// logical properties (`inset-inline-start`, `margin-inline-end`, `text-align: start`) fit both.

const root = join(import.meta.dirname, "..");
const direction = /(?:^|[\s;{-])(left|right)\b(?=[-\s;:)])|\b(border|margin|padding)-(top|bottom)\b/;

/** The lines with a direction of the screen, as `path:line: text`. */
export function physicalDirections(path: string, css: string): readonly string[] {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .split("\n")
    .flatMap((text, index) => (direction.test(text) ? [`${path}:${index + 1}: ${text.trim()}`] : []));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const files = globSync("packages/console/src/**/*.css", { cwd: root });
  const found = files.flatMap((path) => physicalDirections(path, readFileSync(join(root, path), "utf8")));
  for (const line of found) console.error(line);
  if (found.length > 0) {
    console.error("\nUse logical properties, which also fit a text from right to left.");
    process.exitCode = 1;
  }
}
