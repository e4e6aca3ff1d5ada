import type { Ask } from "../helpers/ask.ts";
import { createRandom, type Random } from "../helpers/random.ts";
import { created } from "../helpers/world.ts";
import { isLinearizable, type Operation } from "./checker.ts";
import { type HolderInput, holders } from "./holders.ts";
import { type ContestedNumber, dialects, type IsUnknown, perform } from "./operations.ts";

/** `cutShare` is the share of the requests whose connection is cut. */
export const shape = { clients: 6, users: 4, numbers: 3, operations: 120, cutShare: 0.03 };

/** How a client reaches an instance: directly, or through a proxy that cuts the connection. */
export interface Connection {
  readonly direct: Ask;
  readonly cutting: Ask;
}

export interface History {
  /** One list for each number, because operations on one number do not affect another. */
  readonly numbers: readonly (readonly Operation<HolderInput>[])[];
  /** How many operations have an unknown outcome. */
  readonly unknown: number;
}

/** Runs several clients at the same time in an organization of their own, and records their operations. */
export async function recordHistory(
  seed: number,
  connections: readonly Connection[],
  isUnknown: IsUnknown = ({ status }) => status === 503,
): Promise<History> {
  const contested = await createNumbers((connections[0] as Connection).direct, seed);
  const numbers = contested.map((): Operation<HolderInput>[] => []);
  let logicalTime = 0;
  let unknown = 0;
  const operationsPerClient = shape.operations / shape.clients;
  await Promise.all(Array.from({ length: shape.clients }, (_, client) => run(client)));
  return { numbers, unknown };

  async function run(client: number): Promise<void> {
    const random = createRandom(seed * shape.clients + client);
    const { cutting, direct } = connections[client % connections.length] as Connection;
    for (let count = 0; count < operationsPerClient; count++) {
      const index = random.below(shape.numbers);
      const input = randomInput(random);
      const ask = random.fraction() < shape.cutShare ? cutting : direct;
      const invokedAt = logicalTime++;
      const number = contested[index] as ContestedNumber;
      const output = await perform(ask, random.pick(dialects), number, input, isUnknown);
      const respondedAt = logicalTime++;
      if (output === undefined) unknown += 1;
      numbers[index]?.push({ input, output, invokedAt, respondedAt });
    }
  }
}

export const isHistoryLinearizable = (history: History): boolean =>
  history.numbers.every((operations) => isLinearizable(holders(shape.users), operations));

/** The operations on the numbers whose history is not linearizable, one a line. */
export const describeViolations = (history: History): string =>
  history.numbers
    .filter((operations) => !isLinearizable(holders(shape.users), operations))
    .map((operations) => operations.map((operation) => JSON.stringify(operation)).join("\n"))
    .join("\n\n");

function randomInput(random: Random): HolderInput {
  const fraction = random.fraction();
  const user = random.below(shape.users);
  if (fraction < 0.25) return { verb: "read" };
  if (fraction < 0.45) return { verb: "unassign", user };
  if (fraction < 0.55) return { verb: "assign", user, isInbound: true, isTransfer: true };
  return { verb: "assign", user, isInbound: fraction < 0.9 };
}

async function createNumbers(ask: Ask, seed: number): Promise<ContestedNumber[]> {
  const person = (name: string) => ({ name, email: `${name}@linear.example` });
  const { organization, owner } = await created(ask, "/registry/v1/organizations", {
    name: `history ${seed}`,
    owner: person("u0"),
  });
  const path = `/registry/v1/organizations/${organization.id}`;
  const userIds: string[] = [owner.id];
  while (userIds.length < shape.users)
    userIds.push((await created(ask, `${path}/users`, person(`u${userIds.length}`))).id);
  const lines = Array.from({ length: shape.numbers }, (_, index) => lineOf(seed, index));
  for (const line of lines) await created(ask, `${path}/numbers`, { provider: "twilio", line });
  return lines.map((line) => ({ organizationId: organization.id, line, userIds }));
}

const lineOf = (seed: number, index: number): string => `+1${String(seed * 10 + index).padStart(10, "0")}`;
