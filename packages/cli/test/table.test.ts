import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { cell, recordLines, Table } from "../src/client/table.ts";

const io = {
  args: [],
  env: {},
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  signal: new AbortController().signal,
};

test("replaces characters that could change the terminal or the direction of text", () => {
  expect(cell("red\u001b[31m\u0007 \u202eabc\n")).toBe("red\ufffd[31m\ufffd \ufffdabc\ufffd");
});

test("keeps the widths of the first rows, and writes a longer value completely", () => {
  const table = new Table(["line", "isDefault"], io);
  expect(table.lines([{ line: "+1416", isDefault: true }])).toEqual(["LINE   DEFAULT", "+1416  true"]);
  expect(table.lines([{ line: "+14165550102", isDefault: null }])).toEqual(["+14165550102"]);
});

test("shows each sentence and each value of a list on a separate line", () => {
  const webhooks = [
    { purpose: "voice", url: "https://a.example/voice" },
    { purpose: "sms", url: "https://a.example/sms" },
  ];
  expect(recordLines({ name: "Main", webhooks, missing: [], notes: ["One note.", "Another."] }, io)).toEqual([
    "name      Main",
    "webhooks  purpose  voice",
    "          url      https://a.example/voice",
    "",
    "          purpose  sms",
    "          url      https://a.example/sms",
    "missing",
    "notes     One note.",
    "          Another.",
  ]);
});

test("shows a record as a line for each value", () => {
  expect(
    recordLines({ id: "1", coolingUntil: null, endpoints: ["a", "b"], holder: { userId: "2" } }, io),
  ).toEqual(["id             1", "cooling until", "endpoints      a, b", 'holder         {"userId":"2"}']);
});
