import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readInbox } from "../../src/carriers/ippanel/inbox.ts";
import { accessTo, closeAccesses } from "../helpers/carriers/access.ts";
import { IppanelInbox } from "../helpers/carriers/ippanel.ts";

let inbox: IppanelInbox;
beforeEach(async () => {
  inbox = new IppanelInbox();
  await inbox.simulator.start();
});
afterEach(async () => {
  await closeAccesses();
  await inbox.simulator.close();
});

const line = "+98BANK";
const read = (last: number | null) => readInbox(accessTo(inbox, "ippanel", { token: "token1" }), last);
const fill = (count: number) => Array.from({ length: count }, (_, n) => inbox.receive(line, `text ${n}`));

/** Reads until there is no more; returns the ids in the order in which they were returned. */
async function readAll(from: number): Promise<number[]> {
  const ids: number[] = [];
  for (let last = from, hasMore = true; hasMore; ) {
    const page = await read(last);
    ids.push(...page.messages.map(({ id }) => Number(id)));
    ({ hasMore, lastMessageId: last } = page);
  }
  return ids;
}

describe("the inbox of IPPanel", () => {
  test("begins with the newest message, and returns none of the older ones", async () => {
    expect(await read(null)).toEqual({ messages: [], lastMessageId: 0, hasMore: false });
    const messages = fill(7);
    const newest = messages.at(-1)?.messages_inbox_id;
    expect(await read(null)).toEqual({ messages: [], lastMessageId: newest, hasMore: false });
    inbox.isOldestFirst = true;
    expect((await read(null)).lastMessageId).toBe(newest);
  });

  test("returns the messages after the last one, oldest first, as they were sent", async () => {
    const [first, second] = [
      inbox.receive(line, "سلام"),
      inbox.receive("+981000123", "two", "+989120000000"),
    ];
    expect(await read(first.messages_inbox_id - 1)).toEqual({
      messages: [
        { id: "121", to: line, from: "+989122222222", text: "سلام", mediaUrls: [] },
        { id: "122", to: "+981000123", from: "+989120000000", text: "two", mediaUrls: [] },
      ],
      lastMessageId: second.messages_inbox_id,
      hasMore: false,
    });
    expect(await read(second.messages_inbox_id)).toEqual({
      messages: [],
      lastMessageId: second.messages_inbox_id,
      hasMore: false,
    });
    const { headers, body } = inbox.simulator.requests.at(-1) ?? {};
    expect(headers?.authorization).toBe("token1");
    expect(JSON.parse(body ?? "")).toEqual({ page: 1, per_page: 100, filters: { from_id: 122 } });
  });

  test.each([false, true])(
    "returns every message of several pages once (oldest first: %s)",
    async (order) => {
      inbox.isOldestFirst = order;
      inbox.pageSizeMax = 10;
      const ids = fill(37).map((it) => it.messages_inbox_id);
      expect(await readAll(120)).toEqual(ids);
    },
  );

  test("returns every message once while others arrive between the pages", async () => {
    inbox.pageSizeMax = 5;
    fill(20);
    let arrived = 0;
    inbox.simulator.intercept = () => {
      if (arrived < 9) inbox.receive(line, `late ${arrived}`);
      arrived += 1;
      return undefined;
    };
    const ids = await readAll(120);
    expect(ids).toEqual(inbox.messages.map((it) => it.messages_inbox_id));
    expect(ids).toHaveLength(29);
  });

  test("does not read for ever when the filter is ignored", async () => {
    inbox.pageSizeMax = 2;
    fill(6);
    inbox.simulator.intercept = ({ body }) => {
      const { filters, ...rest } = JSON.parse(body);
      return filters === undefined
        ? undefined
        : { body: { data: [], meta: { status: true, last_page: 3, ...rest } } };
    };
    await expect(read(126)).rejects.toThrow("The last page of the inbox moved at every read.");
  });

  test.each([
    [{ status: 401 }, "unauthorized"],
    [{ status: 500 }, "unreachable"],
    [{ body: "<html>" }, "incomplete"],
    [{ body: { data: [], meta: { status: false } } }, "incomplete"],
    [{ body: { data: [{}], meta: { status: true, last_page: 1 } } }, "incomplete"],
  ])("fails with a reason after %j", async (response, reason) => {
    inbox.simulator.intercept = () => response;
    await expect(read(1)).rejects.toMatchObject({ reason });
  });
});
