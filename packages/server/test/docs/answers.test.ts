import { expect, test } from "vitest";
import { compareJson, compareLines, type Names } from "./compare-answer.ts";
import { readSteps } from "./markdown.ts";
import { projectCommandProblem } from "./project-commands.ts";
import { runMarkdown } from "./run-document.ts";

const names = (): Names => new Map();
const id = "01a1fb6306772350c57bcc83";
const other = "01a1fb6303ef3902ea001f1e";

test("an answer with other ids, instants and keys has the same shape", () => {
  const shown = `{"id":"${id}","at":"2026-11-21T01:14:03.985Z","key":"wl_zVlFquZDIV6V…","ageMs":0}`;
  const actual = `{"id":"${other}","at":"2027-01-01T00:00:00.000Z","key":"wl_${"a".repeat(50)}","ageMs":7}`;
  expect(compareJson(shown, actual, names())).toEqual([]);
});

test.each([
  ["a member that is not shown", '{"a":1}', '{"a":1,"b":2}', "$.b is not shown: 2"],
  ["a member that is missing", '{"a":1,"b":2}', '{"a":1}', "$.b is not in the answer"],
  ["another value", '{"a":"one"}', '{"a":"two"}', '$.a is "two" and is shown as "one"'],
  ["another type", '{"a":1}', '{"a":"1"}', '$.a is "1" and is shown as 1'],
  ["an element more", '{"a":[1]}', '{"a":[1,2]}', "$.a has 2 elements and is shown with 1"],
  ["null for an instant", '{"a":"2026-11-21T01:14:03.985Z"}', '{"a":null}', "$.a is null"],
  ["text for JSON", '{"a":1}', "<html>", "the answer is not JSON"],
])("finds %s", (_, shown, actual, problem) => {
  expect(compareJson(shown, actual, names())).toEqual([expect.stringContaining(problem)]);
});

test("an ellipsis stands for members, elements, objects and the rest of a string, and for nothing else", () => {
  const shown = '{"a":{…},"b":[1, …],"c":"abc…","d":"…", …}';
  const actual = { a: { x: 1 }, b: [1, 2], c: "abcdef", d: 5, e: 6 };
  expect(compareJson(shown, JSON.stringify(actual), names())).toEqual([]);
  expect(compareJson(shown, JSON.stringify({ ...actual, b: [2, 1], c: "xyz" }), names())).toHaveLength(2);
});

test("one id in a document names one record", () => {
  const shown = `{"id":"${id}","numberId":"${id}"}`;
  expect(compareJson(shown, `{"id":"${other}","numberId":"${other}"}`, names())).toEqual([]);
  expect(compareJson(shown, `{"id":"${other}","numberId":"${id}"}`, names())).toHaveLength(1);
});

test("lines of output are compared in order and completely", () => {
  expect(compareLines("a\n…\nd", "a\nb\nc\nd")).toEqual([]);
  expect(compareLines("a\nc", "a\nb\nc")).toHaveLength(1);
  expect(compareLines("a", "a\nb")).toHaveLength(1);
  expect(compareLines("HTTP/1.1 200 OK\nb: 1", "HTTP/1.1 200 OK\na: 1\r\nb: 1\r\nc: 1")).toEqual([]);
  expect(compareLines("HTTP/1.1 200 OK\nb: 1", "HTTP/1.1 201 Created\nb: 1")).toHaveLength(1);
});

test("sizes and hashes of backups differ, their other words do not", () => {
  const shown = "./backup.db: 18354176 bytes, SHA-256 3f0c…";
  const hash = "a1".repeat(32);
  expect(compareLines(shown, `./backup.db: 7 bytes, SHA-256 ${hash}`)).toEqual([]);
  expect(compareLines(shown, `./other.db: 7 bytes, SHA-256 ${hash}`)).toHaveLength(1);
  expect(compareLines(shown, "./backup.db: 7 bytes, SHA-256")).toHaveLength(1);
});

test("the last answers of a block belong to its last commands", () => {
  const steps = readSteps("```sh\ncurl a\ncurl \\\n  b\n```\n\nThen:\n\n```json\n{}\n```\n");
  expect(steps).toMatchObject([
    { command: { text: "curl a", line: 2 } },
    { command: { text: "curl \\\n  b", line: 3 }, answer: { text: "{}", line: 10 } },
  ]);
});

test.each([
  ["npm ci && npm start -- --demo", undefined],
  ["npm run typecheck", undefined],
  ["npm run test:nothing", "there is no such command: npm run test:nothing"],
  ["npm run no-such-script", "there is no such command: npm run no-such-script"],
  [
    "npx vitest run --root packages/server test/docs/no-such.test.ts",
    "there is no file test/docs/no-such.test.ts",
  ],
  ["npx vitest run --root packages/server --project none test/docs", "there is no project none"],
  ["wrong --demo", "there is no such command: wrong --demo"],
])("knows whether %j can work", (command, problem) => {
  expect(projectCommandProblem(command)).toBe(problem);
});

test("reports broken answers and rejected commands, such as an endpoint that forms a call loop", async () => {
  const organization = "http://127.0.0.1:2212/registry/v1/organizations/$ORG";
  const headers = `-H "Authorization: Bearer $ADMIN" -H 'Content-Type: application/json'`;
  const document = [
    "```sh",
    `curl ${organization}`,
    `curl ${headers} ${organization}`,
    "```",
    "",
    "```json",
    '{"id":"5f7b1c2e8a1d4e0012c3b400","name":"Another name", …}',
    "```",
    "",
    "```sh",
    `curl -X PUT ${headers} -d '{"endpoints":["tel:+14165550102"]}' ${organization}/users/@lena/endpoints`,
    "```",
  ];
  expect(await runMarkdown(document.join("\n").replace("@lena", "5f7b1c2e8a1d4e0012c3b4a7"), "")).toEqual([
    expect.stringContaining("line 2: the command is answered with 401"),
    expect.stringContaining('line 7: $.name is "Acme Property Group" and is shown as "Another name"'),
    expect.stringContaining("line 11: the command is answered with 422"),
  ]);
});

test("a document can begin with a server without the demo organization", async () => {
  const document = [
    "<!-- server: empty -->",
    "```sh",
    'curl -H "Authorization: Bearer $SUPER" http://127.0.0.1:2212/registry/v1/organizations',
    "```",
    "",
    "```json",
    '{"items":[],"nextCursor":null}',
    "```",
  ];
  expect(await runMarkdown(document.join("\n"), "")).toEqual([]);
  expect(await runMarkdown(document.join("\n").replace(" empty", ""), "")).not.toEqual([]);
});
