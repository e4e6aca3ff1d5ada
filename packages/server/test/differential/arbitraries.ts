import fc, { type Arbitrary } from "fast-check";

export type Fields = Record<string, Arbitrary<unknown>>;

/** Values that a sequence collects: «user:3» in a request is the fourth user id that occurred in a response. */
export type Pool =
  | "org"
  | "user"
  | "number"
  | "group"
  | "apiKey"
  | "key"
  | "cursor"
  | "digits"
  | "chosenId"
  | "run";

export const choice = <T>(...values: T[]) => fc.constantFrom(...values);
export const pooled = (pool: Pool, max: number) => fc.nat({ max }).map((index) => `«${pool}:${index}»`);
export const mostly = <T, U>(common: Arbitrary<T>, rare: Arbitrary<U>, weight = 25): Arbitrary<T | U> =>
  fc.oneof({ weight, arbitrary: common as Arbitrary<T | U> }, { weight: 1, arbitrary: rare });
export const fields = (model: Fields, required: string[]) => fc.record(model, { requiredKeys: required });

export const org = mostly(
  choice("«org:0»", "«org:0»", "«org:0»", "«org:0»", "«org:1»"),
  choice("nothing", "«missing:0»"),
  40,
);
export const user = mostly(
  choice(2, 3, 2, 3, 4, 5, 0, 1).map((index) => `«user:${index}»`),
  choice("«missing:0»", "%00", "x"),
  25,
);
export const plus = pooled("digits", 3).map((digits) => `+${digits}`);
export const number = mostly(
  fc.oneof(pooled("number", 3), plus),
  choice("«missing:0»", "%00", "+1", "%F0%9F%98%80", "x".repeat(300)),
  25,
);
export const oddText = choice<unknown>(
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
export const text = mostly(choice("Ann", "ann", "Bob", "Zoë", "Smith, J."), oddText, 10);
export const email = mostly(
  choice("ann@x.example", "ANN@x.example", "bob@x.example", "cy@x.example"),
  oddText,
);
export const username = mostly(choice("ann", "Ann", "bob", "cy"), oddText, 8);
export const flag = mostly(fc.boolean(), choice<unknown>(null, "true", 1), 30);
export const provider = mostly(
  choice("twilio", "twilio", "sinch", "ippanel", "telnyx"),
  choice<unknown>("acme", null),
  20,
);
export const role = mostly(choice("admin", "member"), choice("owner", "superadmin"), 20);
export const endpoints = mostly(
  fc.array(choice("client:ann", "sip:ann@x.example", "tel:+14165550102"), { maxLength: 3 }),
  fc.oneof(fc.array(oddText, { minLength: 1, maxLength: 2 }), choice<unknown>(null, "client:ann", [1])),
  6,
);
export const serial = mostly(
  fc.integer({ min: 1, max: 6 }),
  choice<unknown>(0, -1, 1e15, 1e17, 1e30, 2 ** 53, 1.5, "1", null),
  6,
);

export const query = (model: Fields) =>
  fields(model, []).map((values) => {
    const pairs = Object.entries(values).map(([name, value]) => `${name}=${encoded(String(value))}`);
    return pairs.length > 0 ? `?${pairs.join("&")}` : "";
  });
/** A pooled value needs no encoding; a lone surrogate is sent as bytes that are not UTF-8. */
const encoded = (value: string): string =>
  /^«\w+:\d+»$/.test(value) ? value : value.isWellFormed() ? encodeURIComponent(value) : "%ED%A0%80";
export const page = {
  limit: mostly(fc.integer({ min: 1, max: 4 }), choice<unknown>(0, 201, "x", "1.5")),
  cursor: fc.oneof(
    { weight: 4, arbitrary: pooled("cursor", 3) },
    { weight: 1, arbitrary: choice("x.y", "") },
  ),
};
