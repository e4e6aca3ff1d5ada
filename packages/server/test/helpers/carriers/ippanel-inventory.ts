import { numberIn, page, SimulatedInventory, simulate } from "./inventory.ts";

/** Returns at most 50 numbers at once, whatever is asked for, and no total. */
export const createIppanelInventory = (): SimulatedInventory =>
  new SimulatedInventory("ippanel", { token: "token1" }, (inventory) =>
    simulate(
      ({ headers }) => headers.authorization === "token1",
      [
        [
          "GET",
          /^\/v1\/api\/number\/numbers$/,
          (request) => {
            const size = Math.min(50, numberIn(request, "per_page", 10));
            const rows = page(inventory.numbers, (numberIn(request, "page", 1) - 1) * size, size);
            const data = rows.map((it) => ({
              id: Number(it.id.slice(2)),
              number: it.number,
              alias: it.name,
              gets: 1,
            }));
            return { body: { data, meta: { status: true } } };
          },
        ],
      ],
    ),
  );
