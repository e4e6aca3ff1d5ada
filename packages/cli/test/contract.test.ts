import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { chosenColumns } from "../src/client/columns.ts";
import type { CommandSpec } from "../src/client/command-spec.ts";
import { contract } from "../src/client/contract.ts";
import type { ContractOperation } from "../src/client/contract-types.ts";
import { argumentNames, optionName } from "../src/client/fields.ts";
import type { Io } from "../src/client/io.ts";
import { addVerbs } from "../src/client/noun-command.ts";
import { nouns } from "../src/client/nouns.ts";

const document = parse(readFileSync(join(import.meta.dirname, "../../../openapi/native.yaml"), "utf8"));

interface Named extends CommandSpec {
  readonly name: string;
}

const commands: readonly Named[] = (
  await Promise.all(
    Object.entries(nouns).map(async ([noun, { load }]) =>
      Object.entries((await load()).verbs).map(([verb, spec]) => ({
        ...spec,
        name: `${noun} ${verb}`.trim(),
      })),
    ),
  )
).flat();

const operationOf = ({ operation }: CommandSpec): ContractOperation => contract[operation];

test("every operation of the native contract has one command", () => {
  const documented = Object.values<Record<string, { operationId?: string }>>(document.paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId }) => operationId ?? []),
  );
  expect(commands.map(({ operation }) => operation).toSorted()).toEqual(documented.toSorted());
});

test("every example calls its command", () => {
  for (const { name, examples } of commands)
    for (const example of examples) expect(example.startsWith(name), example).toBe(true);
});

test("no two fields of a command have the same option", () => {
  for (const spec of commands) {
    const args = argumentNames(spec, operationOf(spec));
    const options = operationOf(spec)
      .fields.filter(({ name }) => !args.includes(name))
      .map((field) => optionName(field, spec));
    expect({ name: spec.name, options }).toEqual({ name: spec.name, options: [...new Set(options)] });
  }
});

test("no field has the option of all commands", async () => {
  for (const [noun, { load }] of Object.entries(nouns)) {
    const spec = await load();
    expect(() => addVerbs(new Command(noun), spec, {} as Io), noun).not.toThrow();
  }
});

test("arguments name fields of the contract", () => {
  for (const spec of commands) {
    const names = operationOf(spec).fields.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...argumentNames(spec, operationOf(spec))]));
  }
});

test("every write that deletes, revokes, releases, removes or erases asks for confirmation", () => {
  const harmless = ["numbers unassign", "groups remove-member", "email-blocks lift"];
  const unconfirmed = commands.filter(
    (spec) =>
      operationOf(spec).method === "DELETE" && spec.confirm === undefined && !harmless.includes(spec.name),
  );
  expect(unconfirmed.map(({ name }) => name)).toEqual([]);
});

test("every list has columns for its table, which its records have", () => {
  const operations: readonly ContractOperation[] = Object.values(contract);
  for (const { kind, record = "", columns } of operations.filter((one) => one.kind === "list")) {
    const missing = (chosenColumns[record] ?? []).filter(
      (path) => !columns.includes(path.split(".")[0] ?? ""),
    );
    expect({ kind, record, missing, count: chosenColumns[record]?.length }).toEqual({
      kind,
      record,
      missing: [],
      count: expect.any(Number),
    });
  }
});
