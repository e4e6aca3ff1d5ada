import { readFileSync } from "node:fs";

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The version of this package. Read as a file because `package.json` lies outside the folder that is compiled. */
export const packageVersion = manifest.version;
