import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClientOptions, type FollowOptions, type Reconnect, Whoseline } from "../src/index.ts";
import { type StreamBlock, StreamParser } from "../src/sse.ts";
import { TestClock } from "./helpers/client.ts";
import { json, problem, type Step, script } from "./helpers/script.ts";

const opened = ": stream opened\n\n";
const heartbeat = ": heartbeat\n\n";
const position = (seq: number) => `${seq}-${String(seq).padStart(16, "0")}`;
const event = (seq: number) => `id: ${position(seq)}\nevent: user.updated\ndata: {"seq":${seq}}\n\n`;
const page = (cursor: string, ...events: readonly (readonly [organizationId: string, seq: number])[]) =>
  `id: ${cursor}\nevent: changes\ndata: ${JSON.stringify(events.map(([organizationId, seq]) => ({ organizationId, seq })))}\n\n`;

const cut = new TypeError("terminated");

/** A stream of these texts that then ends, is cut, or stays open. */
function stream(texts: readonly string[], end: "end" | "cut" | "open" = "cut"): Step {
  return async ({ signal }) => {
    const left = texts.map((text) => new TextEncoder().encode(text));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => signal?.addEventListener("abort", () => controller.error(signal.reason)),
      pull(controller) {
        const bytes = left.shift();
        if (bytes !== undefined) controller.enqueue(bytes);
        else if (end === "end") controller.close();
        else if (end === "cut") controller.error(cut);
        else return new Promise(() => {});
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

function connect(steps: readonly Step[], options: Partial<ClientOptions> = {}) {
  const clock = new TestClock();
  const { fetch, sent } = script(...steps);
  const client = new Whoseline({
    baseUrl: "http://127.0.0.1:2212",
    organization: "acme",
    fetch,
    clock,
    ...options,
  });
  const queries = () => sent.map(({ url }) => decodeURIComponent(new URL(url).search));
  return { client, clock, sent, queries };
}

/** Reads `max` events; fewer when the loop throws. */
async function read(feed: AsyncIterable<{ readonly seq: number }>, max = Number.POSITIVE_INFINITY) {
  const seqs: number[] = [];
  try {
    for await (const { seq } of feed) if (seqs.push(seq) >= max) break;
  } catch (error) {
    return { seqs, error };
  }
  return { seqs, error: undefined };
}

const gone = problem(403, "insufficient_role");

describe("a followed feed", () => {
  test("continues after the last event when the connection ends or is cut, also within an event", async () => {
    const { client, queries } = connect([
      stream([opened, event(1), event(2).slice(0, 20)]),
      stream([opened, event(2), event(3)], "end"),
      stream([opened, event(4)]),
      gone,
    ]);
    const feed = client.events.follow();
    expect(await read(feed)).toEqual({ seqs: [1, 2, 3, 4], error: expect.objectContaining({ status: 403 }) });
    expect(queries()).toEqual([
      "",
      `?after=${position(1)}`,
      `?after=${position(3)}`,
      `?after=${position(4)}`,
    ]);
    expect(feed.position).toBe(position(4));
  });

  test("begins after the position, the seq, or the start", async () => {
    for (const after of [position(6), 6, "6"]) {
      const { client, queries } = connect([stream([opened, event(7)]), gone]);
      expect((await read(client.events.follow({ after }))).seqs).toEqual([7]);
      expect(queries()[0]).toBe(`?after=${after}`);
    }
  });

  test("drops events that it has yielded", async () => {
    const { client } = connect([
      stream([opened, event(1), event(2)]),
      stream([opened, event(1), event(2), event(3)]),
      gone,
    ]);
    expect((await read(client.events.follow())).seqs).toEqual([1, 2, 3]);
  });

  test("throws when an event is missing, within a connection and between two", async () => {
    for (const steps of [
      [stream([opened, event(1), event(3)])],
      [stream([opened, event(1)]), stream([opened, event(3)])],
      [stream([opened, event(2)])],
    ]) {
      const { client } = connect(steps);
      expect((await read(client.events.follow())).error).toMatchObject({ code: "feed_gap" });
    }
  });

  test("with a filter accepts that events are missing", async () => {
    const { client, queries } = connect([stream([opened, event(2), event(5)]), gone]);
    const feed = client.events.follow({ kind: "user.updated", organizationId: "rival" });
    expect((await read(feed)).seqs).toEqual([2, 5]);
    expect(queries()).toEqual(["?kind=user.updated", `?kind=user.updated&after=${position(5)}`]);
  });

  test.each(["position_ahead", "position_diverged"])("throws %s", async (code) => {
    const { client } = connect([stream([opened, event(1)]), problem(409, code)]);
    expect(await read(client.events.follow())).toEqual({
      seqs: [1],
      error: expect.objectContaining({ code }),
    });
  });

  test("resolves now to a position first, which a cut before the first event does not move", async () => {
    const { client, sent, queries } = connect([
      json(200, { items: [], head: 8, position: position(8) }),
      stream([opened]),
      stream([opened, event(9)]),
      gone,
    ]);
    expect((await read(client.events.follow({ after: "now" }))).seqs).toEqual([9]);
    expect(queries().slice(0, 3)).toEqual([
      "?after=now&limit=1",
      `?after=${position(8)}`,
      `?after=${position(8)}`,
    ]);
    expect(new URL(sent[0]?.url ?? "").pathname).toBe("/registry/v1/organizations/acme/events");
  });

  test("reconnects when neither an event nor a heartbeat arrives", async () => {
    const reconnects: Reconnect[] = [];
    const { client } = connect([stream([opened, heartbeat], "open"), stream([opened, event(1)]), gone]);
    const onReconnect = (reconnect: Reconnect) => void reconnects.push(reconnect);
    const { seqs } = await read(client.events.follow({}, { heartbeatTimeoutMs: 5, onReconnect }));
    expect(seqs).toEqual([1]);
    expect(reconnects.map(({ error }) => error?.code)).toEqual(["timeout", "connection_failed"]);
  });

  test("waits as long as the server asks for when it stops, and when it refuses for now", async () => {
    const { client, clock } = connect([
      stream([opened, event(1), ": the server is shutting down\nretry: 3174\n\n"], "end"),
      problem(503, "shutting_down", { "retry-after": "2" }),
      gone,
    ]);
    clock.jitter = 0;
    await read(client.events.follow());
    expect(clock.delays).toEqual([3174, 2000]);
  });

  test("waits longer after each failure in a row, and at first again after an event", async () => {
    const refused = new TypeError("fetch failed");
    const { client, clock } = connect([
      stream([opened, event(1)]),
      refused,
      refused,
      stream([opened]),
      stream([opened, event(2)]),
      gone,
    ]);
    await read(client.events.follow());
    expect(clock.delays).toEqual([500, 1000, 2000, 4000, 500]);
  });

  test("stops after the retries of the client while the stream has not begun, and never after that", async () => {
    const refused = new TypeError("fetch failed");
    const before = connect([refused]);
    expect((await read(before.client.events.follow())).error).toMatchObject({ code: "connection_failed" });
    expect(before.sent.length).toBe(6);
    const after = connect([stream([opened]), ...Array.from({ length: 50 }, () => refused), gone]);
    expect((await read(after.client.events.follow())).error).toMatchObject({ status: 403 });
    const limited = connect([stream([opened]), refused]);
    await read(limited.client.events.follow({}, { maxRetries: 2 }));
    expect(limited.sent.length).toBe(3);
  });

  test("closes its connection when the loop is left, and continues in another loop", async () => {
    let open = 0;
    const counted: Step = async (init) => {
      open++;
      init.signal?.addEventListener("abort", () => open--);
      return (stream([opened, event(1), event(2)], "open") as (init: RequestInit) => Promise<Response>)(init);
    };
    const { client } = connect([counted, stream([opened, event(1), event(2)])]);
    const feed = client.events.follow();
    expect((await read(feed, 2)).seqs).toEqual([1, 2]);
    expect(open).toBe(0);
    // The second event was not finished: its loop was left while it was processed.
    expect(feed.position).toBe(position(1));
    expect((await read(feed, 1)).seqs).toEqual([2]);
  });

  test("ends with the reason of its signal: while it waits for data, and while it waits to reconnect", async () => {
    const reason = new Error("enough");
    for (const steps of [[stream([opened, event(1)], "open")], [stream([opened, event(1)])]]) {
      const controller = new AbortController();
      const { client } = connect(steps);
      const options: FollowOptions = {
        signal: controller.signal,
        onReconnect: () => controller.abort(reason),
      };
      const feed = client.events.follow({}, options);
      const reading = read(feed);
      if (steps.length === 1) setTimeout(() => controller.abort(reason));
      expect((await reading).error).toBe(reason);
    }
  });

  test("throws at a message that is not JSON", async () => {
    const { client } = connect([stream([opened, "id: 1\ndata: {\n\n"])]);
    expect((await read(client.events.follow())).error).toMatchObject({ code: "unexpected_response" });
  });
});

describe("a followed feed of all organizations", () => {
  test("continues after the last message, drops duplicates, and has one position for the events of a message", async () => {
    const { client, queries } = connect([
      stream([opened, page("c1", ["a", 1], ["b", 1]), page("c2", ["a", 2]).slice(0, 30)]),
      stream([opened, page("c2", ["b", 1], ["a", 2], ["a", 3])]),
      gone,
    ]);
    const feed = client.events.followAll();
    expect((await read(feed)).seqs).toEqual([1, 1, 2, 3]);
    expect(queries()).toEqual(["", "?cursor=c1", "?cursor=c2"]);
    expect(feed.position).toBe("c2");
  });

  test("left within a message, continues with all of the message", async () => {
    const { client } = connect([stream([opened, page("c1", ["a", 1], ["a", 2])])]);
    const feed = client.events.followAll();
    expect((await read(feed, 1)).seqs).toEqual([1]);
    expect((await read(feed, 2)).seqs).toEqual([1, 2]);
  });

  test("throws when an event of an organization is missing", async () => {
    for (const messages of [[page("c1", ["a", 1], ["b", 1]), page("c2", ["b", 3])], [page("c1", ["a", 2])]]) {
      const { client } = connect([stream([opened, ...messages])]);
      expect((await read(client.events.followAll())).error).toMatchObject({ code: "feed_gap" });
    }
  });

  test("begins after a cursor with any event of an organization, and resolves now to a cursor", async () => {
    const { client, queries } = connect([
      json(200, { items: [], cursor: "c7" }),
      stream([opened, page("c8", ["a", 12])]),
      gone,
    ]);
    expect((await read(client.events.followAll({ cursor: "now" }))).seqs).toEqual([12]);
    expect(queries()).toEqual(["?cursor=now&limit=1", "?cursor=c7", "?cursor=c8"]);
  });
});

describe("the parser of streams", () => {
  const parse = (chunks: readonly string[]): readonly StreamBlock[] => {
    const parser = new StreamParser();
    return chunks.flatMap((chunk) => parser.push(chunk));
  };

  test("finds the same blocks wherever the text is divided, with both kinds of line ends", () => {
    const character = fc.constantFrom("a", "é", "🎧", ":", " ", "{}", "id", "\\n");
    const block = fc.record({
      id: fc.string({ unit: character }),
      data: fc.array(fc.string({ unit: character }), { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(block), fc.boolean(), fc.array(fc.nat()), (blocks, hasReturns, cuts) => {
        const lines = blocks.map(
          ({ id, data }) => `: note\nid: ${id}\n${data.map((line) => `data: ${line}\n`).join("")}\n`,
        );
        const text = hasReturns ? lines.join("").replaceAll("\n", "\r\n") : lines.join("");
        const places = [0, ...cuts.map((place) => place % (text.length + 1)), text.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(parse(chunks)).toEqual(
          blocks.map(({ id, data }) => ({ id, data: data.join("\n"), retryMs: undefined })),
        );
      }),
    );
  });

  test("returns nothing of a block that has no end", () => {
    expect(parse(["id: 1\ndata: {}\n"])).toEqual([]);
  });
});
