import { registerHooks } from "node:module";

/** The server of `server-whoseline.ts` without hashes: `unchained-events.ts` replaces the module that computes them. */
const replacement = new URL("unchained-events.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const isReplaced =
      resolved.url.endsWith("/src/audit/chain-events.ts") && context.parentURL !== replacement;
    return isReplaced ? { ...resolved, url: replacement } : resolved;
  },
});
await import("./server-whoseline.ts");
