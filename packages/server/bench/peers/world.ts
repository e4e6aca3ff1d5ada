import { requestOf } from "../routes/connection.ts";
import {
  addSpare,
  idOf,
  makeRoutesWorld,
  type RoutesWorld,
  superadminKey,
  usersIn,
} from "../routes/world.ts";

export const linesOfBatch = 100;

/** Who answers which line: the same in every contestant. */
export interface PeersWorld {
  /** The lines that a user answers, with the indexes from 0. */
  readonly lines: number;
  readonly users: number;
  /** The lines after these that nobody answers. */
  readonly spare: number;
  /** In E.164 notation. */
  line(index: number): string;
  /** The ID of the user who answers the line. */
  holder(index: number): string;
  /** The index of a line, spread over all lines. */
  spread(turn: number): number;
}

export const organizations = 20;

/** `spare`: a multiple of twice the number of organizations. */
export function makePeersWorld(lines: number, spare: number): PeersWorld {
  const [linesIn, users] = [lines / organizations, usersIn(lines)];
  return {
    lines,
    users: users * organizations,
    spare,
    line: (index) => `+1${String(index).padStart(12, "0")}`,
    holder: (index) => idOf("a", Math.floor(index / linesIn) * users + (index % users)),
    spread: (turn) => (turn * 7_368_787) % lines,
  };
}

/** The key of a line at the RESP port, which is also its key in Redis. */
export const lineKey = (line: string): string => `inbound:twilio:${line}`;

/** The requests to Whoseline on one engine. */
export interface WhoselineWorld {
  readonly database: string;
  readonly routerKey: string;
  /** Adds the available numbers for `nextAssign`. */
  addSpare(): Promise<void>;
  lookup(turn: number): Buffer;
  /** The body of the response names this user. */
  holder(turn: number): string;
  batch(turn: number): Buffer;
  /** One of the users whom the credential can read. */
  user(turn: number): Buffer;
  nextAssign(kind: "native" | "Tether"): Buffer;
}

export async function makeWhoselineWorld(
  engine: string,
  database: string,
  world: PeersWorld,
): Promise<WhoselineWorld> {
  const { lines, spare } = world;
  const routes = await makeRoutesWorld(engine, database, lines, { spare: 0, form: "dense" });
  const assigned = { native: 0, Tether: 0 };
  return {
    database,
    routerKey: routes.routerKey,
    addSpare: () => addSpare(database, routes.organizationIds, { lines, spare, form: "dense" }),
    lookup: (turn) => lookupRequest(world.line(world.spread(turn)), routes.routerKey),
    holder: (turn) => world.holder(world.spread(turn)),
    batch: (turn) => batchRequest(world, turn, routes.routerKey),
    user: (turn) => {
      const id = idOf("a", turn % usersIn(world.lines));
      const path = `/registry/v1/organizations/${routes.organizationIds[0]}/users/${id}`;
      return requestOf("GET", path, routes.admin.key);
    },
    nextAssign(kind) {
      const turn = assigned[kind]++;
      if (turn >= spare / 2) throw new Error("the world of the benchmark has no more numbers to assign");
      return assignRequest(kind, routes, world, turn);
    },
  };
}

const lookupRequest = (line: string, key: string): Buffer =>
  requestOf("GET", `/registry/v1/routes/inbound?provider=twilio&to=%2B${line.slice(1)}`, key);

function batchRequest(world: PeersWorld, turn: number, key: string): Buffer {
  const lines = Array.from({ length: linesOfBatch }, (_, index) => ({
    provider: "twilio",
    to: world.line(world.spread(turn * linesOfBatch + index)),
  }));
  return requestOf("POST", "/registry/v1/routes/inbound", key, JSON.stringify({ lines }));
}

/** The native assigns take the first half of each organization's available numbers, Tether's the second half. */
function assignRequest(
  kind: "native" | "Tether",
  { organizationIds }: RoutesWorld,
  world: PeersWorld,
  turn: number,
): Buffer {
  // Alternates between organizations, since the writes of one are serialized.
  const [of, place] = [turn % organizations, Math.floor(turn / organizations)];
  const spareIn = world.spare / organizations;
  const number = world.lines + of * spareIn + place + (kind === "native" ? 0 : spareIn / 2);
  const users = usersIn(world.lines);
  const userId = idOf("a", of * users + (place % users));
  if (kind === "native") {
    const path = `/registry/v1/organizations/${organizationIds[of]}/numbers/${idOf("c", number)}/holders/${userId}`;
    return requestOf("PUT", path, superadminKey);
  }
  const path = `/api/organizations/${organizationIds[of]}/phone-numbers`;
  const body = { targetUserId: userId, provider: "twilio", phoneNumber: world.line(number) };
  return requestOf("POST", path, superadminKey, JSON.stringify(body));
}
