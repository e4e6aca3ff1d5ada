import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { storageContract } from "./contract/index.ts";

const folder = await mkdtemp(join(tmpdir(), "whoseline-storage-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let stores = 0;
storageContract("SQLite", () => openStore(join(folder, `${++stores}.db`)));
