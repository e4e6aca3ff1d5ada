import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Builds packages/console after `npm install`. JavaScript, because an installation without development dependencies may run
// it with a Node that does not run TypeScript. It never fails the installation.

const folder = fileURLToPath(new URL("../packages/console", import.meta.url));

if (!existsSync(folder)) process.exit();
process.env.NODE_ENV = "production";
try {
  const { build } = await import("vite");
  await build({ root: folder, logLevel: "error" });
} catch (error) {
  const reason =
    error?.code === "ERR_MODULE_NOT_FOUND" ? "Vite is not installed" : String(error?.message ?? error);
  console.log(`The web console was not built (${reason}): run "npm run build -w packages/console" for it.`);
}
