import { describe, expect, test } from "vitest";
import { UnreadableWebhook } from "../../src/carriers/contract/carrier-door.ts";
import { ippanel } from "../../src/carriers/ippanel/index.ts";
import { jsonWebhook, webhook } from "../helpers/carriers/json-webhook.ts";

const sms = ippanel.sms as NonNullable<typeof ippanel.sms>;
const verify = (pathSecret: string | undefined, credentials: readonly Record<string, string>[]) =>
  sms.verify(webhook({ pathSecret }), { credentials, now: 0 });

describe("the receiver of IPPanel", () => {
  test("has no calls", () => {
    expect(ippanel.voice).toBeUndefined();
    expect(sms.hasPathSecret).toBe(true);
  });

  test("is authenticated by the secret in its path", () => {
    expect(verify("s1", [{ pathSecret: "s1" }])).toEqual({ isValid: true });
    expect(verify("s1", [{ pathSecret: "s2" }, { pathSecret: "s1" }])).toEqual({ isValid: true });
    expect(verify("s1 ", [{ pathSecret: "s1" }])).toEqual({ isValid: false, reason: "wrong" });
    expect(verify(undefined, [{ pathSecret: "s1" }])).toEqual({ isValid: false, reason: "unsigned" });
    for (const credentials of [[], [{}], [{ pathSecret: "" }]])
      expect(verify("", credentials)).toEqual({ isValid: false, reason: "unconfigured" });
  });

  // https://github.com/ippanelcom/Edge-Document, docs/send/url.md
  const aliases = {
    from: "From from sender src source from_number sender_number origin originator caller caller_id sms_from fromNum",
    message: "Message message msg text txt body content sms message_body messageText",
    to: "To to recipient dst destination to_number recipient_number target receiver",
  };
  const namesOf = (list: string) => list.split(" ");

  test("reads every alias that IPPanel documents, from a query, a form and JSON", () => {
    for (const from of namesOf(aliases.from))
      for (const text of namesOf(aliases.message))
        for (const to of namesOf(aliases.to)) {
          const fields = { [from]: "+989122222222", [text]: "سلام +1", [to]: "+98BANK", id: "7" };
          const query = new URLSearchParams(fields);
          const url = `https://edge.example.com/sms?${query}`;
          const headers = { "content-type": "application/x-www-form-urlencoded" };
          for (const request of [
            webhook({ method: "GET", url }),
            webhook({ headers, body: `${query}` }),
            jsonWebhook(fields),
          ])
            expect(sms.parse(request)).toEqual([
              { id: "7", from: "+989122222222", to: "+98BANK", text: "سلام +1", mediaUrls: [] },
            ]);
        }
  });

  test("reads the fields of the inbox", () => {
    const fields = {
      messages_inbox_id: 123,
      ...{ from: "+989122222222", number: "+981000123", message: "text", time: 1_747_808_125 },
    };
    expect(sms.parse(jsonWebhook(fields))).toMatchObject([{ id: "123", to: "+981000123", text: "text" }]);
  });

  test("assigns a repeated message the same id when it has a time, and another one each time without", () => {
    const idOf = (fields: object) =>
      sms.parse(jsonWebhook({ to: "+981000123", text: "yes", ...fields }))[0]?.id;
    expect(idOf({ time: 1 })).toBe(idOf({ time: 1 }));
    expect(idOf({ time: 1 })).not.toBe(idOf({ time: 2 }));
    expect(idOf({})).not.toBe(idOf({}));
  });

  test.each(["", "{}", '{"to":""}', "to=1", '{"__proto__":{"to":"+98BANK"}}'])("refuses %j", (body) => {
    expect(() => sms.parse(webhook({ body }))).toThrow(UnreadableWebhook);
  });
});
