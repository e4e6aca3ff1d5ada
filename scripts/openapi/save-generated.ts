import { readFile, writeFile } from "node:fs/promises";

const root = new URL("../../", import.meta.url);

/** Writes a generated file, named from the root of the repository; with `isCheck`, only fails when it is out of date. */
export async function saveGenerated(path: string, text: string, isCheck: boolean): Promise<void> {
  const file = new URL(path, root);
  if ((await readFile(file, "utf8").catch(() => "")) === text) return;
  if (!isCheck) return writeFile(file, text);
  console.error(`${path} is out of date: run npm run openapi and commit the result`);
  process.exitCode = 1;
}
