import { describe, expect, test } from "vitest";
import type { AssignmentId, NumberId, OrganizationId, Provider } from "../../src/model.ts";
import { answerOutboundCall, type OutboundPolicy } from "../../src/routing/outbound-call.ts";
import type { AssignedLine, UserRouteInput } from "../../src/routing/route-input.ts";
import { loadCountries } from "../../src/text/country-of.ts";
import { typedId } from "../helpers/typed-id.ts";

const countryOf = await loadCountries();
const toronto = "+14165550102";
const vancouver = "+16045550100";
const newYork = "+12125550100";
const berlin = "+493012345678";
const munich = "+498912345678";

let count = 0;
/** The first one is the oldest. */
function line(provider: Provider, text: string, flags: Partial<AssignedLine> = {}): AssignedLine {
  count += 1;
  return {
    assignmentId: typedId<AssignmentId>(String(count).padStart(24, "0")),
    numberId: typedId<NumberId>(String(count).padStart(24, "a")),
    assignedAt: count,
    provider,
    line: text,
    isDefault: false,
    isOutboundEnabled: true,
    ...flags,
  };
}

const userWith = (...held: readonly AssignedLine[]): UserRouteInput => ({
  organizationId: typedId<OrganizationId>("0".repeat(24)),
  organizationStatus: "active",
  userStatus: "active",
  held,
});

/** The line, its provider, the rule and the overridden rules. */
function call(to: string, held: readonly AssignedLine[], policy: OutboundPolicy = "sameCountry") {
  const { from, provider, why } = answerOutboundCall(userWith(...held), { to, policy }, countryOf);
  return [from?.line, provider, why.rule, ...why.overridden.map(({ rule }) => rule)];
}
const textOf = (to: string, held: readonly AssignedLine[]): string =>
  answerOutboundCall(userWith(...held), { to, policy: "sameCountry" }, countryOf).why.text;

const isDefault = { isDefault: true };
const isOff = { isOutboundEnabled: false };

describe("a call", () => {
  test("shows a number of the country that is called, even if another one is the default", () => {
    const held = [line("twilio", toronto, isDefault), line("sinch", berlin)];
    expect(call(munich, held)).toEqual([berlin, "sinch", "sameCountry", "default"]);
    expect(textOf(munich, held)).toBe(`${berlin} is in the country that is called, DE.`);
  });

  test("distinguishes countries with the same calling code", () => {
    const held = [line("twilio", toronto, isDefault), line("twilio", newYork)];
    expect(call("+13105550100", held)).toEqual([newYork, "twilio", "sameCountry", "default"]);
    expect(call(vancouver, held)).toEqual([toronto, "twilio", "sameCountry"]);
  });

  test("shows the default of several numbers of the country, and the oldest of several defaults", () => {
    const held = [
      line("twilio", newYork),
      line("twilio", toronto),
      line("vonage", vancouver, isDefault),
      line("sinch", "+14165550103", isDefault),
    ];
    expect(call("+15145550100", held)).toEqual([vancouver, "vonage", "sameCountry", "oldest"]);
  });

  test("shows the default, and without one the oldest number, where the user has no number", () => {
    const held = [line("twilio", toronto), line("sinch", newYork)];
    expect(call(berlin, held)).toEqual([toronto, "twilio", "oldest"]);
    expect(call(berlin, [...held, line("vonage", vancouver, isDefault)])).toEqual([
      vancouver,
      "vonage",
      "default",
      "oldest",
    ]);
  });

  test("shows the default first with the policy `default`", () => {
    const held = [line("sinch", berlin), line("twilio", toronto, isDefault)];
    expect(call(munich, held, "default")).toEqual([toronto, "twilio", "default", "sameCountry"]);
    expect(call(munich, held.slice(0, 1), "default")).toEqual([berlin, "sinch", "sameCountry"]);
  });

  test("never shows a number whose provider has no calls", () => {
    const held = [line("ippanel", "+983000505", isDefault), line("ippanel", "+98BANK")];
    expect(call("+982112345678", held)).toEqual([undefined, undefined, "cannotCall"]);
    expect(textOf("+982112345678", held)).toBe(
      "2 numbers with outbound enabled cannot call there: ippanel has no calls.",
    );
    expect(call("+982112345678", [...held, line("twilio", toronto)])).toEqual([
      toronto,
      "twilio",
      "oldest",
      "cannotCall",
    ]);
  });

  test.each([
    [vancouver, toronto, "sameCountry"],
    [newYork, toronto, "default"],
    [berlin, undefined, "cannotCall"],
    ["+17875550100", undefined, "cannotCall"],
    ["+80012345678", undefined, "cannotCall"],
  ])("from TextGrid reaches the United States and Canada only: %s", (to, from, rule) => {
    expect(call(to, [line("textgrid", toronto, isDefault)])).toEqual([from, from && "textgrid", rule]);
  });

  test("never shows a short code or a sender id", () => {
    const held = [line("twilio", "72345", isDefault), line("twilio", "ACME")];
    expect(textOf(toronto, held)).toBe(
      "2 numbers with outbound enabled cannot call there: short codes and sender ids only send messages.",
    );
  });

  test("reports numbers with outbound disabled, and no number", () => {
    const held = [line("twilio", toronto, { ...isDefault, ...isOff }), line("sinch", berlin, isOff)];
    expect(call(munich, held)).toEqual([undefined, undefined, "outboundOff"]);
    expect(textOf(munich, held)).toBe(
      "The user holds 2 numbers with outbound disabled, including the default.",
    );
    expect(textOf(munich, [])).toBe("The user holds no number.");
  });

  test("names the provider where only its numbers are considered", () => {
    const to = { to: munich, policy: "sameCountry", provider: "ippanel" } as const;
    const answer = answerOutboundCall(userWith(line("ippanel", "+98BANK")), to, countryOf);
    expect(answer.why.text).toBe(
      "1 number at this provider with outbound enabled cannot call there: ippanel has no calls.",
    );
  });

  test("is not allowed to a disabled user, nor in a suspended organization", () => {
    const to = { to: munich, policy: "sameCountry" } as const;
    const input = userWith(line("twilio", toronto));
    const ruleOf = (changes: Partial<UserRouteInput>) =>
      answerOutboundCall({ ...input, ...changes }, to, countryOf).why.rule;
    expect(ruleOf({ userStatus: "blocked" })).toBe("userDisabled");
    expect(ruleOf({ organizationStatus: "suspended" })).toBe("organizationSuspended");
    expect(ruleOf({ userStatus: "removed" })).toBe("unknownUser");
    expect(ruleOf({ organizationStatus: "deleted" })).toBe("unknownUser");
  });
});

test("a number without a country, or of no numbering plan, is in no country", () => {
  for (const to of ["+80012345678", "+870773111632", "+15550100000", "+999123456789"])
    expect(countryOf(to)).toBeUndefined();
  expect(call("+80012345678", [line("twilio", "+80012345679")])).toEqual([
    "+80012345679",
    "twilio",
    "oldest",
  ]);
});
