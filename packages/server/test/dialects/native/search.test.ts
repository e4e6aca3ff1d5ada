import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "../../helpers/app.ts";
import { engineNames } from "../../helpers/engines.ts";
import { makeWorld, type World } from "../../helpers/world.ts";

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine });
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(app.ask);
  });

  const found = async (list: "numbers" | "users", query: string) => {
    const answer = await app.ask(`GET /registry/v1/organizations/${world.acme.id}/${list}?${query}`);
    expect(answer.status).toBe(200);
    return answer.json.items.map((item: { line?: string; name?: string }) => item.line ?? item.name);
  };

  test.each([
    ...["555 01", "555-01", "(555)01", "+14165550101", "5550101", "65", "16555"],
    ...[
      "0014165550101",
      "00 1 416 555 0101",
      "tel:+1-416-555-0101",
      "+1 [416] 555/0101",
      "+1 (416) 555.0101",
    ],
    ...["＋１４１６５５５０１０１", "٠٠١٤١٦٥٥٥٠١٠١", "+۱۴۱۶۵۵۵۰۱۰۱", "416–555–0101", "\u200e+1 416 555 0101"],
  ])("the digits %s find the line in any notation", async (typed) => {
    expect(await found("numbers", `q=${encodeURIComponent(typed)}`)).toEqual([world.acme.twilio.line]);
  });

  test("an alias is found by a part in any case, and not after it changed", async () => {
    const path = `/registry/v1/organizations/${world.acme.id}/numbers/${world.acme.sinch.id}`;
    await app.ask(`PATCH ${path}`, { body: { alias: "Büro Łódź 100%" } });
    expect(await found("numbers", `q=${encodeURIComponent("BÜRO")}`)).toEqual([world.acme.sinch.line]);
    expect(await found("numbers", `q=${encodeURIComponent("0%")}`)).toEqual([world.acme.sinch.line]);
    await app.ask(`PATCH ${path}`, { body: { alias: "Front desk" } });
    expect(await found("numbers", `q=${encodeURIComponent("BÜRO")}`)).toEqual([]);
    expect(await found("numbers", `q=${encodeURIComponent('desk" or')}`)).toEqual([]);
  });

  test.each([
    ["شعبهٔ مركزي ۱۲", "شعبه مرکزی 12"],
    ["شعبه مرکزی 12", "شعبۀ مركزي ١٢"],
    ["Straße ９", "STRASSE 9"],
    ["Strasse 9", "straße ۹"],
    ["İzmir", "IZMIR"],
    ["izmır", "İZMİR"],
    ["می\u200cخواهم", "میخواهم"],
  ])("the alias %s is found by %s", async (alias, typed) => {
    const path = `/registry/v1/organizations/${world.acme.id}/numbers/${world.acme.ippanel.id}`;
    expect((await app.ask(`PATCH ${path}`, { body: { alias } })).status).toBe(200);
    for (const q of [typed, typed.slice(0, 4)])
      expect(await found("numbers", `q=${encodeURIComponent(q)}`)).toEqual([world.acme.ippanel.line]);
  });

  test("a user is found by a part of the name, e-mail address or username", async () => {
    expect(await found("users", "q=MONA")).toEqual([world.acme.member.name]);
    expect(await found("users", "q=otto%40acme")).toEqual([world.acme.other.name]);
    expect(await found("users", "q=a%25")).toEqual([]);
  });

  test("a label finds the number that is held under it", async () => {
    const holder = `/registry/v1/organizations/${world.acme.id}/numbers/${world.acme.twilio.id}/holders/${world.acme.member.id}`;
    await app.ask(`PUT ${holder}`, { body: { label: "Leasing" } });
    expect(await found("numbers", "label=Leasing")).toEqual([world.acme.twilio.line]);
    expect(await found("numbers", "label=leasing")).toEqual([]);
    expect(await found("numbers", "q=EASIN")).toEqual([world.acme.twilio.line]);
    await app.ask(`DELETE ${holder}`);
    expect(await found("numbers", "q=EASIN")).toEqual([]);
  });
});
