import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { report } from "../helpers/depth.ts";
import { created, makeOrganization } from "../helpers/world.ts";
import { Edge, removeFolder, type Variant, variants, Whoseline } from "./edge.ts";
import { isEdgeMissing } from "./programs.ts";
import { Callee, makeCalls } from "./sipp.ts";
import { type Call, findMisrouted, type Tenure } from "./tenures.ts";

const perSecond = 100;
const seconds = Number(process.env.WHOSELINE_EDGE_SECONDS ?? 60);
const controlSeconds = 10;
/** Each number moves so often, in milliseconds. */
const moveMs = 250;
const lines = ["+14165550111", "+14165550112", "+14165550113", "+14165550114"];
const names = ["mona", "otto", "lena"];

describe.skipIf(isEdgeMissing())(`${perSecond} calls a second while holders change`, () => {
  let whoseline: Whoseline;
  let phone: Callee;
  let at: string;
  const users: string[] = [];
  /** The index of the holder, by line. */
  const holders = new Map<string, number>();

  beforeAll(async () => {
    [whoseline, phone] = await Promise.all([Whoseline.start(), Callee.start("callee-answers")]);
    const { id } = await makeOrganization(whoseline.ask, "acme", "1");
    at = `/registry/v1/organizations/${id}`;
    for (const name of names) {
      const user = { name, email: `${name}@load.example`, endpoints: [phone.address(name)] };
      users.push((await created(whoseline.ask, `${at}/users`, user)).id);
    }
    for (const line of lines) {
      await created(whoseline.ask, `${at}/numbers`, { provider: "twilio", line });
      await whoseline.ask(`PUT ${at}/numbers/${encodeURIComponent(line)}/holders/${users[0]}`, { body: {} });
    }
  });
  afterAll(async () => {
    await Promise.all([phone.stop(), whoseline.stop()]);
    removeFolder(whoseline);
  });

  /** Transfers the number to the next user, and returns their name. */
  async function move(line: string): Promise<string> {
    const from = holders.get(line) ?? 0;
    const to = (from + 1) % names.length;
    const body = { fromUser: users[from], toUser: users[to] };
    const path = `${at}/numbers/${encodeURIComponent(line)}/transfer`;
    const { status, text } = await whoseline.ask(`POST ${path}`, { body });
    if (status >= 300) throw new Error(`the number did not move: ${text}`);
    holders.set(line, to);
    return names[to] ?? "";
  }

  /** Moves the number from holder to holder until the signal, and returns who held it when. */
  async function keepMoving(line: string, signal: AbortSignal): Promise<Tenure[]> {
    const first = names[holders.get(line) ?? 0] ?? "";
    const tenures: Tenure[] = [{ line, holder: first, from: 0, until: Number.POSITIVE_INFINITY }];
    while (!signal.aborted) {
      const from = Date.now();
      const holder = await move(line);
      (tenures.at(-1) as Tenure).until = Date.now() + 1;
      tenures.push({ line, holder, from, until: Number.POSITIVE_INFINITY });
      await setTimeout(moveMs);
    }
    return tenures;
  }

  async function callFor(duration: number, edge: Edge) {
    const end = new AbortController();
    const count = duration * perSecond;
    const rows = lines.map((line) => [line]);
    const options = { scenario: "caller", rows, edgePort: edge.port, count, perSecond } as const;
    const [logged, tenures] = await Promise.all([
      makeCalls(options).finally(() => end.abort()),
      Promise.all(lines.map((line) => keepMoving(line, end.signal))),
    ]);
    return { calls: logged.map(toCall), tenures: tenures.flat() };
  }

  async function measure(what: string, duration: number, edge: Edge) {
    const { calls, tenures } = await callFor(duration, edge);
    const moves = tenures.length - lines.length;
    const misrouted = findMisrouted(calls, tenures);
    const delays = calls.map(({ began, answered }) => answered - began).toSorted((a, b) => a - b);
    const [p50, p99] = [0.5, 0.99].map((part) => delays[Math.floor(part * (delays.length - 1))]?.toFixed(1));
    report(
      `${what}: ${calls.length} calls, ${moves} transfers in ${duration} s, ${misrouted.length} misrouted; answered after ${p50} ms (p99 ${p99} ms)`,
    );
    return { calls, misrouted };
  }

  const withEdge = async (options: Parameters<typeof Edge.start>[1], work: (edge: Edge) => Promise<void>) => {
    const edge = await Edge.start(whoseline, options);
    try {
      await work(edge);
    } finally {
      await edge.stop();
    }
  };

  test.each(variants)("none rings a former holder, over %s", { timeout: (seconds + 60) * 1000 }, (variant) =>
    withEdge({ variant }, async (edge) => {
      const { calls, misrouted } = await measure(`edge over ${variant}`, seconds, edge);
      expect(calls).toHaveLength(seconds * perSecond);
      expect(misrouted).toEqual([]);
    }),
  );

  test("a cache of five seconds rings former holders: the control", { timeout: 90_000 }, () =>
    withEdge({ variant: "resp" satisfies Variant, change: cacheForFiveSeconds }, async (edge) => {
      const { misrouted } = await measure("control with a cache of 5 s", controlSeconds, edge);
      expect(misrouted.length).toBeGreaterThan(perSecond);
    }),
  );
});

const toCall = ([status, beganS, beganUs, answeredS, answeredUs, line, rang]: readonly string[]): Call => {
  if (status !== "200") throw new Error(`a call ended with ${status}`);
  const instant = (s: string | undefined, us: string | undefined) => Number(s) * 1000 + Number(us) / 1000;
  return {
    line: line ?? "",
    rang: rang ?? "",
    began: instant(beganS, beganUs),
    answered: instant(answeredS, answeredUs),
  };
};

function cacheForFiveSeconds(folder: string): void {
  const file = join(folder, "kamailio.cfg");
  const changes = [
    ["autoexpire=60", "autoexpire=5"],
    [
      "    route(ASK_INBOUND);\n    route(REMEMBER);",
      "    if ($sht(answers=>$var(key)) != $null) $var(answer) = $sht(answers=>$var(key));\n    else { route(ASK_INBOUND); route(REMEMBER); }",
    ],
  ] as const;
  const changed = changes.reduce(
    (text, [find, replace]) => {
      if (text.split(find).length !== 2) throw new Error(`kamailio.cfg does not contain once: ${find}`);
      return text.replace(find, () => replace);
    },
    readFileSync(file, "utf8"),
  );
  writeFileSync(file, changed);
}
