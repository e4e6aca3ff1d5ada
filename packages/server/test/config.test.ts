import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

const rateLimitOf = (text: string) => readConfig({ WHOSELINE_RATE_LIMIT: text }).rateLimit;

test("the rate limit is off by default and has one or two numbers", () => {
  expect(readConfig({}).rateLimit).toBeUndefined();
  expect(rateLimitOf("600")).toEqual({ perCredential: 600, perOrganization: undefined });
  expect(rateLimitOf("600/6000")).toEqual({ perCredential: 600, perOrganization: 6000 });
});

test.each(["0", "-1", "600/", "/600", "600/0", "1e3", "many", "600/6000/60"])(
  "rejects a rate limit of %j",
  (text) => expect(() => rateLimitOf(text)).toThrow(ConfigError),
);
