import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { startApp } from "../helpers/app.ts";

let parent: string;
let umask: number;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "whoseline-"));
  umask = process.umask(0o022);
});
afterEach(() => {
  process.umask(umask);
  rmSync(parent, { recursive: true });
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe.skipIf(process.platform === "win32")("a SQLite database", () => {
  test("is created for its user only: folders 0700, files 0600", async () => {
    const folder = join(parent, "new", "data");
    const app = await startApp({ database: join(folder, "whoseline.db") });
    await app.ask("POST /registry/v1/organizations", {
      body: { name: "acme", owner: { name: "Olga", email: "olga@acme.example" } },
    });
    const files = readdirSync(folder);
    expect(files).toEqual(
      expect.arrayContaining(["whoseline.db", "whoseline.db-wal", "whoseline.db-shm", "whoseline.db-lock"]),
    );
    for (const file of files) expect([file, modeOf(join(folder, file))]).toEqual([file, "600"]);
    expect([modeOf(folder), modeOf(join(parent, "new"))]).toEqual(["700", "700"]);
    expect(app.store.warnings).toEqual([]);
    await app.close();
  });

  test("that other users can access is reported at the start", async () => {
    const path = join(parent, "whoseline.db");
    await (await openStore(path)).close();
    chmodSync(parent, 0o755);
    chmodSync(path, 0o640);
    const app = await startApp({ database: path });
    const warnings = app.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
    expect(warnings.map(({ msg }) => msg)).toEqual([
      `Other users can access ${parent}: its mode is 755 and should be 700. Run: chmod 700 ${parent}`,
      `Other users can access ${path}: its mode is 640 and should be 600. Run: chmod 600 ${path}`,
      ...["-wal", "-shm"].map((suffix) => expect.stringContaining(`${path}${suffix}: its mode is 640`)),
      "superadmin key created",
    ]);
    await app.close();
  });
});
