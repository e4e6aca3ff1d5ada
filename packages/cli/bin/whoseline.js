#!/usr/bin/env node
// Plain old JavaScript on purpose: it must run on a Node that cannot run the rest, to say so.
var version = process.versions.node.split(".").map(Number);
if (version[0] < 24) {
  console.error(
    "Whoseline needs Node 24 or newer and this is Node " +
      process.versions.node +
      ".\n" +
      "Run it with `npm start`: `npm ci` brings Node 24 along. If it did not, your npm does not run the install\n" +
      "script of the package `node`; run `npm rebuild node` once, or install Node 24 yourself: https://nodejs.org",
  );
  process.exit(1);
} else {
  import("../../server/src/main.ts");
}
