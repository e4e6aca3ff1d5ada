import { expect, test } from "vitest";
import { parseInstant } from "../../src/http/mounting/instant.ts";
import { useApp } from "../helpers/app.ts";
import { makeOrganization } from "../helpers/world.ts";

const app = useApp();

// https://www.rfc-editor.org/rfc/rfc3339, section 5.6
test.each([
  ["2026-03-03T14:00:00Z", "2026-03-03T14:00:00.000Z"],
  ["2026-03-03t14:00:00z", "2026-03-03T14:00:00.000Z"],
  ["2024-02-29T23:59:59.999+14:00", "2024-02-29T09:59:59.999Z"],
  ["2026-03-03T14:00:00-00:00", "2026-03-03T14:00:00.000Z"],
  ["2026-03-03T14:00:00+23:59", "2026-03-02T14:01:00.000Z"],
  ["2026-03-03T14:00:00.5Z", "2026-03-03T14:00:00.500Z"],
  ["2026-03-03T14:00:00.12345678901234567890123456789Z", "2026-03-03T14:00:00.123Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ["1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"],
  ["1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"],
  ["2015-07-01T05:29:60.25+05:30", "2015-07-01T00:00:00.250Z"],
])("%s is %s", (text, utc) => {
  expect(new Date(parseInstant(text)).toISOString()).toBe(utc);
});

const invalid = [
  "2026-02-29T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-04-31T12:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-00-10T00:00:00Z",
  "2026-01-00T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T25:00:00Z",
  "2026-01-01T00:60:00Z",
  "2026-01-01T00:00:61Z",
  "2026-01-01T00:00:60Z",
  "2026-06-15T23:59:60Z",
  "2026-06-30T23:59:60+01:00",
  "2026-03-03T14:00:00+24:00",
  "2026-03-03T14:00:00+05:60",
  "2026-03-03T14:00:00+0530",
  "2026-03-03T14:00:00+05",
  "2026-03-03T14:00:00.Z",
  "2026-03-03T14:00:00,5Z",
  "2026-03-03T14:00Z",
  "2026-03-03T14Z",
  "2026-03-03 14:00:00Z",
  "20260303T140000Z",
  "2026-W10-2T14:00:00Z",
  "+002026-03-03T14:00:00Z",
  "-2026-03-03T14:00:00Z",
  "0000-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59-23:59",
  "9999-12-31T23:59:60Z",
  "2026-03-03",
  "2026-03-03T14:00:00",
  " 2026-03-03T14:00:00Z",
  "2026-03-03T14:00:00Z\n",
  "٢٠٢٦-٠٣-٠٣T14:00:00Z",
  "1772546400",
];
test.each(invalid)("%j is not an instant", (text) => {
  expect(parseInstant(text)).toBeNaN();
});

test("asOf accepts lower case and a leap second, and rejects other forms with 422", async () => {
  const { id } = await makeOrganization(app.ask, "acme", "1");
  const asOf = (text: string) =>
    app.ask(`GET /registry/v1/organizations/${id}/assignments?asOf=${encodeURIComponent(text)}`);
  for (const text of ["2026-03-03t14:00:00z", "1990-12-31T23:59:60Z"])
    expect((await asOf(text)).status, text).toBe(200);
  for (const text of invalid) expect((await asOf(text)).status, text).toBe(422);
});
