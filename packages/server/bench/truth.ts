import { type Figure, interleave, median, ratiosOf } from "./measure.ts";
import { type HistoryWorld, idOf } from "./truth-world.ts";

// History with many intervals: the complete server without its socket, compared with the same statements alone.

const rounds = 5;
const base = "/registry/v1/organizations";

export const measures: Readonly<Record<string, (world: HistoryWorld) => Promise<Figure[]>>> = {
  asOf: async (world) => [await asOf(world, "of one number"), await asOf(world, "a page of 50")],
  feed: async (world) => [await feed(world)],
  search,
  offboarding: async (world) => [await offboarding(world)],
};

async function asOf(world: HistoryWorld, what: "of one number" | "a page of 50"): Promise<Figure> {
  const { bare, organization, intervals, ask } = world;
  const times = 100;
  const one = what === "of one number";
  const pick = (turn: number) => (turn * 7919) % Math.floor(intervals / 2);
  const at = Math.floor(intervals / 2);
  const path = `${base}/${organization}/assignments?limit=50&asOf=${new Date(at).toISOString()}`;
  const byHand = `select a.*, n.line, u.name, u.email from assignments a
    join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
    join users u on u.organization_id = a.organization_id and u.id = a.user_id
    where a.organization_id = $1 and a.assigned_at <= $2 and (a.unassigned_at is null or a.unassigned_at > $2)
    ${one ? "and a.number_id = $3" : ""} order by a.id limit 51`;
  const { ours, plain } = await interleave(
    {
      ours: () => each(times, (turn) => ask("GET", one ? `${path}&number=${idOf("c", pick(turn))}` : path)),
      plain: () =>
        each(times, async (turn) =>
          JSON.stringify(await bare.all(byHand, organization, at, ...(one ? [idOf("c", pick(turn))] : []))),
        ),
    },
    rounds,
  );
  const name = `${world.engine}: as-of over ${intervals} intervals, ${what}`;
  return { name, whoseline: ms(median(ours)), bare: ms(median(plain)), ratios: ratiosOf(ours, plain) };
}

async function feed(world: HistoryWorld): Promise<Figure> {
  const { bare, organization, ask } = world;
  const pages = 50;
  const size = 200;
  const byHand = "select * from events where organization_id = $1 and seq > $2 order by seq limit 200";
  const { ours, plain } = await interleave(
    {
      ours: async () => {
        const spent = await each(pages, (page) =>
          ask("GET", `${base}/${organization}/events?limit=${size}&after=${page * size}`),
        );
        return (1000 * size) / spent;
      },
      plain: async () =>
        (1000 * size) / (await each(pages, (page) => bare.all(byHand, organization, page * size))),
    },
    rounds,
  );
  const perSecond = (value: number) => `${Math.round(value)} /s`;
  const ratios = ratiosOf(ours, plain);
  return {
    name: `${world.engine}: feed`,
    whoseline: perSecond(median(ours)),
    bare: perSecond(median(plain)),
    ratios,
  };
}

async function search(world: HistoryWorld): Promise<Figure[]> {
  const { bare, organization, intervals, ask, engine } = world;
  const part = (turn: number) =>
    String((((turn * 104_729) % intervals) * 7919) % 1e10)
      .padStart(10, "0")
      .slice(-7);
  const byHand =
    engine === "sqlite"
      ? `select n.* from numbers n not indexed where n.organization_id = $1 and n.rowid in
           (select rowid from numbers_search where numbers_search match $2) order by n.serial limit 51`
      : `select n.* from numbers n where n.organization_id = $1 and n.search_key like $2 order by n.serial limit 51`;
  const pattern = (text: string) => (engine === "sqlite" ? `"${text}"` : `%${text}%`);
  const spent: Record<"ours" | "plain", number[]> = { ours: [], plain: [] };
  for (let turn = -20; turn < 300; turn++) {
    const text = part(turn + 20);
    const ours = await each(1, () => ask("GET", `${base}/${organization}/numbers?q=${text}`));
    const plain = await each(1, () => bare.all(byHand, organization, pattern(text)));
    if (turn >= 0) spent.ours.push(ours);
    if (turn >= 0) spent.plain.push(plain);
  }
  return [0.5, 0.99].map((share) => {
    const [ours, plain] = [quantile(spent.ours, share), quantile(spent.plain, share)];
    const name = `${engine}: search in ${intervals} numbers, p${share * 100}`;
    return { name, whoseline: ms(ours), bare: ms(plain), ratios: [ours / plain] };
  });
}

async function offboarding(world: HistoryWorld): Promise<Figure> {
  const { bare, organization, users, ask } = world;
  let leaver = 0;
  const open = async (user: number) =>
    bare.all(
      "select id from assignments where organization_id = $1 and user_id = $2 and unassigned_at is null",
      organization,
      idOf("a", user),
    );
  const { ours, plain } = await interleave(
    {
      ours: () => {
        const user = idOf("a", leaver++ % users);
        return each(1, () => ask("POST", `${base}/${organization}/users/${user}/offboarding`, {}));
      },
      plain: async () => {
        const held = await open(leaver++ % users);
        return each(1, async () => {
          await bare.all("begin");
          for (const { id } of held)
            await bare.all(
              "update assignments set unassigned_at = assigned_at, version = version + 1 where organization_id = $1 and id = $2",
              organization,
              String(id),
            );
          await bare.all("commit");
        });
      },
    },
    Math.min(rounds, Math.floor(users / 2) - 1),
  );
  const name = `${world.engine}: offboarding a user with 1,000 numbers`;
  return { name, whoseline: ms(median(ours)), bare: ms(median(plain)), ratios: ratiosOf(ours, plain) };
}

/** The mean duration in milliseconds of `count` runs. */
async function each(count: number, action: (turn: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let turn = 0; turn < count; turn++) await action(turn);
  return (performance.now() - start) / count;
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
