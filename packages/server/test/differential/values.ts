import fc, { type Arbitrary } from "fast-check";

export type Fields = Record<string, Arbitrary<unknown>>;

/** What a run has by number: «user:3» in a command is the fourth user that it came to know. */
export type Pool =
  | "org"
  | "user"
  | "number"
  | "group"
  | "apiKey"
  | "key"
  | "cursor"
  | "digits"
  | "given"
  | "run";

export const some = <T>(...values: T[]) => fc.constantFrom(...values);
export const oneOf = (pool: Pool, max: number) => fc.nat({ max }).map((index) => `«${pool}:${index}»`);
export const often = <T, U>(usual: Arbitrary<T>, seldom: Arbitrary<U>, weight = 25): Arbitrary<T | U> =>
  fc.oneof({ weight, arbitrary: usual as Arbitrary<T | U> }, { weight: 1, arbitrary: seldom });
export const fields = (model: Fields, required: string[]) => fc.record(model, { requiredKeys: required });

export const org = often(
  some("«org:0»", "«org:0»", "«org:0»", "«org:0»", "«org:1»"),
  some("nothing", "«missing:0»"),
  40,
);
export const user = often(
  some(2, 3, 2, 3, 4, 5, 0, 1).map((index) => `«user:${index}»`),
  some("«missing:0»", "%00", "x"),
  25,
);
export const plus = oneOf("digits", 3).map((digits) => `+${digits}`);
export const number = often(
  fc.oneof(oneOf("number", 3), plus),
  some("«missing:0»", "%00", "+1", "%F0%9F%98%80", "x".repeat(300)),
  25,
);
export const oddText = some<unknown>(
  "Ännchen",
  "ÄNNCHEN",
  "İstanbul",
  "ﬁ 👩‍👩‍👧 \u{10ffff}",
  "a%b_c\\d",
  " spaced ",
  "",
  "\u0000",
  "\ud800",
  "é",
  "e\u0301",
  "x".repeat(201),
  "'; drop table users; --",
  null,
  5,
);
export const text = often(some("Ann", "ann", "Bob", "Zoë", "Smith, J."), oddText, 10);
export const email = often(some("ann@x.example", "ANN@x.example", "bob@x.example", "cy@x.example"), oddText);
export const username = often(some("ann", "Ann", "bob", "cy"), oddText, 8);
export const flag = often(fc.boolean(), some<unknown>(null, "true", 1), 30);
export const provider = often(
  some("twilio", "twilio", "sinch", "ippanel", "telnyx"),
  some<unknown>("acme", null),
  20,
);
export const role = often(some("admin", "member"), some("owner", "superadmin"), 20);
export const endpoints = often(
  fc.array(some("client:ann", "sip:ann@x.example", "tel:+14165550102"), { maxLength: 3 }),
  fc.oneof(fc.array(oddText, { minLength: 1, maxLength: 2 }), some<unknown>(null, "client:ann", [1])),
  6,
);
export const serial = often(
  fc.integer({ min: 1, max: 6 }),
  some<unknown>(0, -1, 1e15, 1e17, 1e30, 2 ** 53, 1.5, "1", null),
  6,
);

export const query = (model: Fields) =>
  fields(model, []).map((given) => {
    const pairs = Object.entries(given).map(([name, value]) => `${name}=${encoded(String(value))}`);
    return pairs.length > 0 ? `?${pairs.join("&")}` : "";
  });
/** A pool's values need no encoding; what looks like a half character is sent as the bytes of no text. */
const encoded = (value: string): string =>
  /^«\w+:\d+»$/.test(value) ? value : value.isWellFormed() ? encodeURIComponent(value) : "%ED%A0%80";
export const page = {
  limit: often(fc.integer({ min: 1, max: 4 }), some<unknown>(0, 201, "x", "1.5")),
  cursor: fc.oneof({ weight: 4, arbitrary: oneOf("cursor", 3) }, { weight: 1, arbitrary: some("x.y", "") }),
};
