#!/usr/bin/env node
// Older syntax and no static import: this file must run on versions of Node that cannot run the rest.
var version = process.versions.node.split(".").map(Number);
if (version[0] < 24) {
  console.error(
    "Whoseline requires Node 24 or newer, but this is Node " +
      process.versions.node +
      ": install a newer one from https://nodejs.org, or run `npm start` in a checkout " +
      "(and `npm rebuild node` before, if npm skipped the install scripts).",
  );
  process.exit(1);
} else {
  import("whoseline").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.url).includes("/dist/")) throw error;
    console.error("The packages are not built: run `npm run build`, or start the sources with `npm start`.");
    process.exit(1);
  });
}
