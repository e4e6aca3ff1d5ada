import type { Ask } from "../helpers/ask.ts";
import { createRandom, type Random } from "../helpers/random.ts";
import { created } from "../helpers/world.ts";
import { isLinearizable, type Operation } from "./checker.ts";
import { type HolderInput, holders } from "./holders.ts";
import { type Contest, doors, type IsUnknown, perform } from "./requests.ts";

export const shape = { clients: 6, users: 4, numbers: 3, operations: 120, cut: 0.03 };

/** Where a client sends its requests: to an instance, or through a proxy that cuts the connection. */
export interface Route {
  readonly direct: Ask;
  readonly cutting: Ask;
}

export interface History {
  /** Of each number by itself: what is asked of one never changes another. */
  readonly numbers: readonly (readonly Operation<HolderInput>[])[];
  readonly unknown: number;
}

/** An organization of its own, several clients at once, each with its route and its share of the requests. */
export async function makeHistory(
  seed: number,
  routes: readonly Route[],
  isUnknown: IsUnknown = ({ status }) => status === 503,
): Promise<History> {
  const contests = await makeContests((routes[0] as Route).direct, seed);
  const numbers = contests.map((): Operation<HolderInput>[] => []);
  let moment = 0;
  let unknown = 0;
  const share = shape.operations / shape.clients;
  await Promise.all(Array.from({ length: shape.clients }, (_, client) => run(client)));
  return { numbers, unknown };

  async function run(client: number): Promise<void> {
    const chance = createRandom(seed * shape.clients + client);
    const route = routes[client % routes.length] as Route;
    for (let count = 0; count < share; count++) {
      const index = chance.below(shape.numbers);
      const input = someInput(chance);
      const ask = chance.fraction() < shape.cut ? route.cutting : route.direct;
      const invokedAt = moment++;
      const output = await perform(ask, chance.pick(doors), contests[index] as Contest, input, isUnknown);
      const respondedAt = moment++;
      if (output === undefined) unknown += 1;
      numbers[index]?.push({ input, output, invokedAt, respondedAt });
    }
  }
}

export const isExplained = (history: History): boolean =>
  history.numbers.every((operations) => isLinearizable(holders(shape.users), operations));

/** The histories of the numbers that nothing explains, one operation a line. */
export const unexplained = (history: History): string =>
  history.numbers
    .filter((operations) => !isLinearizable(holders(shape.users), operations))
    .map((operations) => operations.map((operation) => JSON.stringify(operation)).join("\n"))
    .join("\n\n");

function someInput(chance: Random): HolderInput {
  const dice = chance.fraction();
  const user = chance.below(shape.users);
  if (dice < 0.25) return { verb: "read" };
  if (dice < 0.45) return { verb: "unassign", user };
  if (dice < 0.55) return { verb: "assign", user, isInbound: true, isTransfer: true };
  return { verb: "assign", user, isInbound: dice < 0.9 };
}

async function makeContests(ask: Ask, seed: number): Promise<Contest[]> {
  const person = (name: string) => ({ name, email: `${name}@linear.example` });
  const { organization, owner } = await created(ask, "/registry/v1/organizations", {
    name: `history ${seed}`,
    owner: person("u0"),
  });
  const at = `/registry/v1/organizations/${organization.id}`;
  const userIds: string[] = [owner.id];
  while (userIds.length < shape.users)
    userIds.push((await created(ask, `${at}/users`, person(`u${userIds.length}`))).id);
  const lines = Array.from({ length: shape.numbers }, (_, index) => lineOf(seed, index));
  for (const line of lines) await created(ask, `${at}/numbers`, { provider: "twilio", line });
  return lines.map((line) => ({ organizationId: organization.id, line, userIds }));
}

const lineOf = (seed: number, index: number): string => `+1${String(seed * 10 + index).padStart(10, "0")}`;
