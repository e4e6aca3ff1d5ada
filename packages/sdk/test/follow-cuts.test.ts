import { afterEach, describe, expect, test } from "vitest";
import { useApp } from "../../server/test/helpers/app.ts";
import { report, times } from "../../server/test/helpers/depth.ts";
import { superadminKey } from "../../server/test/helpers/secrets.ts";
import { openStream } from "../../server/test/helpers/sse.ts";
import { until } from "../../server/test/helpers/until.ts";
import { makeWorld, type Organization } from "../../server/test/helpers/world.ts";
import { type Clock, systemClock } from "../src/options.ts";
import { clientOf } from "./helpers/client.ts";
import { CuttingProxy } from "./helpers/cutting-proxy.ts";

const app = useApp({ scope: "test", settings: { WHOSELINE_STREAM_LIMITS: "1000/1000/1000" } });

/** The delays before a reconnect are tested elsewhere. */
const impatient: Clock = { ...systemClock, random: () => 0 };

const proxies: CuttingProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

/** A response's head and the first bytes of a stream are about 500 bytes, an event about 900. */
async function openProxy(budget = () => Math.random() * 3000): Promise<CuttingProxy> {
  const proxy = await CuttingProxy.open(app.url, () => Math.floor(budget()));
  proxies.push(proxy);
  return proxy;
}

/** Changes users until the proxy has cut often enough, at most `lead` changes ahead of the reader. Then it stops cutting. */
async function writeWhileCutting(
  organizations: readonly Organization[],
  proxy: CuttingProxy,
  cuts: number,
  read: () => number,
  lead = 100,
): Promise<void> {
  const client = clientOf(app);
  const change = ({ id, member }: Organization, count: number) =>
    client.users.update({ organization: id, user: member.id, name: `Name ${count} علی` });
  for (let count = 0; proxy.cuts < cuts; count++) {
    await change(organizations[count % organizations.length] as Organization, count);
    await until("the reader is near", () => count - read() < lead || proxy.cuts >= cuts);
  }
  proxy.isCutting = false;
  // A reader that had every event when the last cut came notices with this one that there are no more.
  await change(organizations[0] as Organization, cuts);
}

describe("a followed feed whose connection is cut at random bytes", () => {
  test("of one organization yields every event once, in order", async () => {
    const cuts = times(300, 10_000);
    const { acme } = await makeWorld(app.ask);
    const direct = clientOf(app, { organization: acme.id });
    const proxy = await openProxy();
    const seqs: number[] = [];
    const hashes: string[] = [];
    let head: number | undefined;
    const writing = writeWhileCutting([acme], proxy, cuts, () => seqs.length).then(async () => {
      ({ head } = await direct.events.list({ after: "now" }));
    });
    const feed = clientOf(app, {
      baseUrl: proxy.url,
      organization: acme.id,
      clock: impatient,
    }).events.follow();
    for await (const { seq, hash } of feed) {
      seqs.push(seq);
      hashes.push(hash);
      if (proxy.cuts >= cuts) await writing;
      if (seq === head) break;
    }
    await writing;
    const events = await direct.events.list({ limit: 200 }).toArray();
    report(`${proxy.cuts} cuts, ${events.length} events`);
    expect(seqs).toEqual(events.map(({ seq }) => seq));
    expect(hashes).toEqual(events.map(({ hash }) => hash));
    expect(proxy.cuts).toBeGreaterThanOrEqual(cuts);
  });

  test("of all organizations yields every event once, in order of its organization", async () => {
    const cuts = times(30, 2000);
    const { acme, rival } = await makeWorld(app.ask);
    // One message has all events that wait, and arrives completely or not at all: the first is about 30 kB, the others small.
    const proxy = await openProxy(() => Math.random() ** 3 * 80_000);
    const platform = clientOf(app);
    const seen = new Map<string, number[]>();
    let count = 0;
    let isWritten = false;
    const writing = writeWhileCutting([acme, rival], proxy, cuts, () => count, 5).then(() => {
      isWritten = true;
    });
    const all = async () => platform.events.listAll({ limit: 200 }).toArray();
    const feed = clientOf(app, { baseUrl: proxy.url, clock: impatient }).events.followAll();
    for await (const { organizationId, seq } of feed) {
      seen.set(organizationId, [...(seen.get(organizationId) ?? []), seq]);
      count++;
      if (proxy.cuts >= cuts) await writing;
      if (isWritten && count >= (await all()).length) break;
    }
    const expected = Map.groupBy(await all(), ({ organizationId }) => organizationId);
    report(`${proxy.cuts} cuts, ${count} events of ${expected.size} organizations`);
    for (const [id, events] of expected) expect(seen.get(id)).toEqual(events.map(({ seq }) => seq));
    expect(seen.size).toBe(expected.size);
  });

  test("control: a client that reconnects without a position loses events", async () => {
    const { acme } = await makeWorld(app.ask);
    const direct = clientOf(app, { organization: acme.id });
    const { head: first } = await direct.events.list({ after: "now" });
    const proxy = await openProxy();
    const seqs = new Set<number>();
    const url = `${proxy.url}/registry/v1/organizations/${acme.id}/events/stream?after=now`;
    let isWritten = false;
    const reading = (async () => {
      while (!isWritten) {
        const stream = await openStream(url, superadminKey).catch(() => undefined);
        if (stream === undefined) continue;
        try {
          for (let event = await stream.next(); event; event = await stream.next()) seqs.add(event.data.seq);
        } catch {
          // The connection was cut.
        }
      }
    })();
    await writeWhileCutting([acme], proxy, 50, () => Number.POSITIVE_INFINITY);
    isWritten = true;
    await proxy.close();
    await reading;
    const { head } = await direct.events.list({ after: "now" });
    report(`control: ${head - first - seqs.size} of ${head - first} events lost`);
    expect(seqs.size).toBeLessThan(head - first);
  });
});
