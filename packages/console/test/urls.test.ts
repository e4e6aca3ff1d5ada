import { describe, expect, test } from "vitest";
import { normalizeSearch } from "../src/components/normalize-search.ts";
import { parseSearch, stringifySearch } from "../src/hooks/search-params.ts";
import { safeDestination } from "../src/screens/sign-in/safe-destination.ts";

describe("the search parameters of a URL", () => {
  test("keep a line as text", () => {
    const search = { q: "+14165550102", state: "assigned" };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  test("leave out what is not set", () => {
    expect(stringifySearch({ q: "", state: undefined, user: null })).toBe("");
  });
});

describe("the text of a search", () => {
  test.each([
    ["۰۹۱۲ ۳۴۵", "0912345"],
    ["+١ (٤١٦) ٥٥٥-٠١٠٢", "+14165550102"],
    ["416.555", "416555"],
    ["Main Outbound 2", "Main Outbound 2"],
    ["  خط فروش ۲ ", "خط فروش 2"],
    ["-", "-"],
  ])("%s becomes %s", (typed, sent) => {
    expect(normalizeSearch(typed)).toBe(sent);
  });
});

describe("the destination after a sign-in", () => {
  test.each([
    undefined,
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
  ])("is the start page for %s", (next) => {
    expect(safeDestination(next)).toBe("/");
  });

  test("is a path of the console with its search parameters", () => {
    expect(safeDestination("/o/acme/numbers?q=416#evil")).toBe("/o/acme/numbers?q=416");
  });
});
