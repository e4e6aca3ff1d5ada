import fc from "fast-check";
import { expect, test } from "vitest";
import { searchFold, searchKey, searchParts, userSearchKey } from "../../src/text/search-key.ts";
import { times } from "../helpers/depth.ts";

const runs = { numRuns: times(300, 20_000) };
const finds = (typed: string, key: string) => searchParts(typed).some((part) => key.includes(part));

test("the fold of a fold is the fold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(searchFold(searchFold(text))).toBe(searchFold(text));
    }),
    runs,
  );
});

test("every decimal digit folds to the ASCII digit of its value", () => {
  const digits = Array.from({ length: 0x110000 }, (_, point) => point)
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    .filter((character) => /\p{Nd}/u.test(character));
  expect(digits.length % 10).toBe(0);
  expect(digits.map(searchFold)).toEqual(digits.map((_, index) => String(index % 10)));
});

test.each([
  ["علي", "علی"],
  ["كتاب", "کتاب"],
  ["خانۀ ما", "خانه ما"],
  ["خانهٔ ما", "خانه ما"],
  ["خانه ما", "خانۀ ما"],
  ["می\u200cخواهم", "میخواهم"],
  ["ميخواهم", "می\u200cخواهم"],
  ["شعبه ۱۲", "شعبه 12"],
  ["شعبه 12", "شعبه ١٢"],
  ["Room 12", "Ｒｏｏｍ １２"],
  ["strasse", "Straße"],
  ["STRASSE", "straße"],
  ["STRAẞE", "Strasse"],
  ["istanbul", "İstanbul"],
  ["ISTANBUL", "ıstanbul"],
  ["diyarbakır", "DİYARBAKIR"],
  ["νικος", "ΝΙΚΟΣ"],
  ["νικοσ", "Νίκος".normalize("NFD").replace("\u0301", "")],
])("%s finds %s", (typed, stored) => {
  expect(finds(typed, searchKey(stored))).toBe(true);
});

test.each([
  "+14165550102",
  "0014165550102",
  "00 1 416 555 0102",
  "tel:+1-416-555-0102",
  "TEL:+14165550102;ext=5",
  "+1 (416) 555-0102",
  "(416) 555.0102",
  "[416] 555/0102",
  "416‑555‑0102",
  "416–555–0102",
  "＋１４１６５５５０１０２",
  "+۱۴۱۶۵۵۵۰۱۰۲",
  "٠٠١٤١٦٥٥٥٠١٠٢",
  "0102",
  "\u200e+1 416 555 0102",
  "+1 (0) 416 555 0102",
])("%s finds the line", (typed) => {
  expect(finds(typed, searchKey("+14165550102", "Reception"))).toBe(true);
});

test("the parts of a line with separators also find other text with them", () => {
  expect(finds("555 01", searchKey("+15550001", "Room 555 01"))).toBe(true);
  expect(finds("0045", searchKey("+12300456"))).toBe(true);
});

test.each(["", " ", "\u200c", "\t"])("%j searches for nothing", (typed) => {
  expect(searchParts(typed)).toEqual([]);
});

test.each(["exämple", "ann@exämple.de", "xn--exmple-cua.de", "ann@XN--EXMPLE-CUA.DE", "@exämple.de"])(
  "%s finds the address in either notation",
  (typed) => {
    for (const email of ["ann@exämple.de", "ann@xn--exmple-cua.de"])
      expect(finds(typed, userSearchKey({ name: "Ann", email, username: null }))).toBe(true);
  },
);
