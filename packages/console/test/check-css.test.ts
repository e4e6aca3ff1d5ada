import { expect, test } from "vitest";
import { physicalDirections } from "../../../scripts/check-css.ts";

test.each([
  "left: 0;",
  "margin-left: 1px;",
  "  padding-right: 1px;",
  "text-align: right;",
  "float: left;",
  "border-left-color: red;",
  "margin-top: 1px;",
])("reports the direction of the screen in: %s", (line) => {
  expect(physicalDirections("a.css", `.a {\n${line}\n}`)).toEqual([`a.css:2: ${line.trim()}`]);
});

test.each([
  "inset-inline-start: 0;",
  "margin-inline-end: 1px;",
  "text-align: start;",
  "/* not left: 0 */",
  "color: var(--text-bright);",
])("accepts: %s", (line) => {
  expect(physicalDirections("a.css", `.a {\n${line}\n}`)).toEqual([]);
});
