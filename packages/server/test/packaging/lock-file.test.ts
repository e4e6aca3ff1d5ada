import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockFile = new URL("../../../../package-lock.json", import.meta.url);
const locked: Readonly<Record<string, LockedPackage>> = JSON.parse(readFileSync(lockFile, "utf8")).packages;
const names = new Set(Object.keys(locked).map((path) => path.replace(/^.*node_modules\//, "")));

/** `npm install` leaves out an optional dependency that the registry does not have; `npm ci` then fails for everybody. */
test("package-lock.json contains every dependency of every package, also the optional ones", () => {
  const missing = Object.entries(locked).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !names.has(name))
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});
