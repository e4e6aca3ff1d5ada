import type { Fact, Log } from "./log/log.ts";

/** The response stored under an idempotency key. */
export interface StoredResponse {
  readonly credential: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly response: unknown;
  /** The organization's number of offboardings after the request. */
  readonly offboardings: number;
  readonly at: number;
}

/** Everything the model knows: two organizations on one platform. It is never changed, only replaced. */
export interface World {
  readonly logs: readonly [Log, Log];
  readonly storedResponses: readonly StoredResponse[];
}

export const logOf = ({ logs }: World, org: 0 | 1): Log => logs[org];

export const withLog = (world: World, org: 0 | 1, log: Log): World => ({
  ...world,
  logs: org === 0 ? [log, world.logs[1]] : [world.logs[0], log],
});

export interface InitialOrganization {
  readonly users: number;
  /** The users who have an API key. */
  readonly apiKeys: readonly number[];
  /** The members of each group. */
  readonly groups: readonly (readonly number[])[];
  /** Indexes into `lines`. */
  readonly lines: readonly number[];
}

export const initialOrganizations: readonly [InitialOrganization, InitialOrganization] = [
  { users: 4, apiKeys: [1, 2, 3], groups: [[2, 3], [2]], lines: [0, 1, 4, 2, 3] },
  { users: 2, apiKeys: [1], groups: [], lines: [6, 7] },
];

export function initialWorld(at: number): World {
  const [first, second] = initialOrganizations;
  return { storedResponses: [], logs: [initialLog(first, at), initialLog(second, at)] };
}

const initialLog = (organization: InitialOrganization, at: number): Log =>
  initialFacts(organization).map((fact, index) => ({
    ...fact,
    seq: index + 1,
    at,
    reason: null,
    undoes: null,
    dialect: "native",
  }));

function initialFacts({ users, apiKeys, groups, lines }: InitialOrganization): Fact[] {
  const serials = Array.from({ length: users }, (_, index) => index + 1);
  return [
    { kind: "organization.created" },
    ...serials.map((user): Fact => ({ kind: "user.created", user, email: user })),
    ...apiKeys.map((user): Fact => ({ kind: "apiKey.created", user })),
    ...groups.flatMap((members, index): Fact[] => [
      { kind: "group.created" },
      ...members.map((user): Fact => ({ kind: "group.memberAdded", user, group: index + 1 })),
    ]),
    ...lines.map((line, index): Fact => ({ kind: "number.added", number: index + 1, line })),
  ];
}
