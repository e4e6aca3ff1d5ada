import { expect, test } from "vitest";
import { CoreError, type InvalidArgument } from "../../src/core/kernel/errors.ts";
import { requireEndpoints } from "../../src/core/users/endpoints.ts";

const letters = (count: number): string => "a".repeat(count);

test.each([
  "client:ana",
  "client:Ana.Maria_01@acme+sales-2",
  `client:${letters(121)}`,
  "sip:ana@example.com",
  "sip:+14165550102@gw-1.example.com:5061;transport=tls;lr",
  "sips:ana@192.0.2.7",
  "sip:ana%20maria;day=mon@[2001:db8::7]:65535",
  `sip:${letters(249)}@b`,
  "tel:+14165550102",
])("accepts %s", (endpoint) => {
  expect(() => requireEndpoints([endpoint])).not.toThrow();
});

test.each([
  ["client:", "client: followed by 1 to 121"],
  ["client:ana maria", "client: followed by 1 to 121"],
  ["client:ana\n", "client: followed by 1 to 121"],
  [`client:${letters(122)}`, "client: followed by 1 to 121"],
  ["sip:example.com", "sip: or sips: followed by user@host"],
  ["sip:ana@Example.com", "the host in lower case"],
  ["sip:ana:secret@example.com", "without a password"],
  ["sip:ana@example.com:0", "sip: or sips: followed by user@host"],
  ["sip:ana@example.com:65536", "sip: or sips: followed by user@host"],
  ["sip:ana@-example.com", "sip: or sips: followed by user@host"],
  ["sip:ana@example.com?subject=x", "sip: or sips: followed by user@host"],
  ["sip:ana@example.com;x=%zz", "sip: or sips: followed by user@host"],
  ["sip:änä@example.com", "printable ASCII"],
  ["sip:ana@example.com ", "printable ASCII"],
  [`sip:${letters(250)}@b`, "at most 255"],
  ["tel:14165550102", "tel: followed by a number in E.164 format"],
  ["tel:+1-416-555-0102", "tel: followed by a number in E.164 format"],
  ["TEL:+14165550102", "client:, sip:, sips: or tel:"],
  ["+14165550102", "client:, sip:, sips: or tel:"],
  ["mailto:ana@example.com", "client:, sip:, sips: or tel:"],
  ["", "client:, sip:, sips: or tel:"],
])("rejects %j and describes the expected format", (endpoint, expected) => {
  const fields = invalidArgumentsOf(["client:ana", endpoint]);
  expect(fields).toMatchObject([{ argument: "endpoints.1", rule: "format" }]);
  expect(fields[0]?.problem).toMatch(/^must be /);
  expect(fields[0]?.problem).toContain(expected);
});

test("rejects the second occurrence of an endpoint", () => {
  expect(invalidArgumentsOf(["client:ana", "tel:+14165550102", "client:ana"])).toMatchObject([
    { argument: "endpoints.2", problem: "must be listed only once, got text of 10 characters" },
  ]);
});

function invalidArgumentsOf(endpoints: string[]): readonly InvalidArgument[] {
  try {
    requireEndpoints(endpoints);
  } catch (error) {
    if (error instanceof CoreError) return error.invalidArguments;
  }
  throw new Error("the endpoints were accepted");
}
