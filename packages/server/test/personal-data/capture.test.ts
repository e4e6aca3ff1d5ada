import { expect, test } from "vitest";
import { redact } from "../../src/http/observability/redact.ts";
import { piiIn } from "../helpers/pii.ts";

const key = `wl_${"Q7".repeat(25)}`;
const personal = [
  "sam.patel@acme.example",
  "+14165550102",
  "+983000505",
  key,
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc",
];

test.each([...personal, "Mona of acme", "superadmin-key-of-the-tests"])(
  "the scan at the end of a run finds %s in a line",
  (value) => {
    expect(piiIn(`{"msg":"it was ${value} again"}`)).not.toEqual([]);
  },
);

test("the scan finds nothing in log lines without personal data", () => {
  const line = '{"time":1795218988619,"reqId":"782a7305-50b1-44ed","route":"/registry/v1/:a","at":"+0100"}';
  expect(piiIn(line)).toEqual([]);
  expect(piiIn("at file:///app/node_modules/@fastify/swagger/index.js:12:3")).toEqual([]);
});

test.each(personal)("an error message of an engine or a library is logged without %s", (value) => {
  const masked = redact(`the value "${value}" is no good`);
  expect(piiIn(masked)).toEqual([]);
  expect(masked).toMatch(/^the value ".+" is no good$/);
});

test("the last four digits of a line are kept", () => {
  expect(redact("no route to +14165550102.")).toBe("no route to +…0102.");
});
