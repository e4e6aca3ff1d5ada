import { createIdGenerator } from "../../../src/core/kernel/ids.ts";
import type {
  Assignment,
  Event,
  Group,
  NumberId,
  OrganizationId,
  PhoneNumber,
  Provider,
  User,
  UserId,
} from "../../../src/model.ts";
import type {
  NumberRecord,
  Store,
  StoreReader,
  StoreTransaction,
  Taken,
} from "../../../src/storage/store.ts";

/** Returns the store under test, which is open while tests run. */
export type UseStore = () => Store;

export const makeId = createIdGenerator(Date.now);
export const at = Date.UTC(2026, 2, 3, 14);

let lines = 0;
/** Returns a line that no other test uses, because claims are global. */
export const makeLine = (): string => `+1416${String(++lines).padStart(7, "0")}`;

export async function makeOrganization(store: Store, name = "acme"): Promise<OrganizationId> {
  const id = makeId<OrganizationId>();
  const slug = `${name.toLowerCase()}-${id}`;
  await store.write(id, async (tx) =>
    requireNotTaken(await tx.organization.create({ slug, name, createdAt: at })),
  );
  return id;
}

type NewUser = Parameters<StoreTransaction["users"]["create"]>[0];
export const newUser = (fields: Partial<NewUser> = {}): NewUser => {
  const id = fields.id ?? makeId<UserId>();
  return {
    id,
    kind: "person",
    name: "Mona",
    email: `${id}@acme.example`,
    username: null,
    role: "member",
    isOwner: false,
    externalId: null,
    endpoints: [],
    createdAt: at,
    ...fields,
  };
};
export const addUser = async (tx: StoreTransaction, fields?: Partial<NewUser>): Promise<User> =>
  requireNotTaken(await tx.users.create(newUser(fields)));

export const changesOf = ({ name, email, username, status, externalId, endpoints, signedOutAt }: User) => ({
  name,
  email,
  username,
  role: "member" as const,
  status,
  externalId,
  endpoints,
  signedOutAt,
});

export const addGroup = async (tx: StoreTransaction, name: string): Promise<Group> =>
  requireNotTaken(await tx.groups.create({ id: makeId(), name, createdAt: at }));

type NewNumber = Parameters<StoreTransaction["numbers"]["add"]>[0];
export const newNumber = (fields: Partial<NewNumber> = {}): NewNumber => ({
  id: makeId(),
  provider: "twilio",
  line: makeLine(),
  country: null,
  alias: null,
  addedAt: at,
  ...fields,
});
export const addNumber = async (tx: StoreTransaction, fields?: Partial<NewNumber>): Promise<NumberRecord> =>
  requireNotTaken(await tx.numbers.add(newNumber(fields)));

export type NewAssignment = Parameters<StoreTransaction["assignments"]["create"]>[0];
export const newAssignment = (
  number: { id: NumberId; provider: Provider },
  user: { id: UserId },
  fields: Partial<NewAssignment> = {},
): NewAssignment => ({
  id: makeId(),
  numberId: number.id,
  userId: user.id,
  provider: number.provider,
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
  assignedAt: at,
  ...fields,
});
export const assign = (
  tx: StoreTransaction,
  number: PhoneNumber,
  user: User,
  fields?: Partial<NewAssignment>,
): Promise<Assignment> => tx.assignments.create(newAssignment(number, user, fields));

type NewKey = Parameters<StoreTransaction["apiKeys"]["create"]>[0];
export const newKey = (user: { id: UserId }, fields: Partial<NewKey> = {}): NewKey => ({
  id: makeId(),
  userId: user.id,
  name: "test",
  publicId: makeId(),
  hash: "hash",
  createdBy: user.id,
  scopes: [],
  createdAt: at,
  expiresAt: null,
  ...fields,
});

export const newEvent = (fields: Partial<Omit<Event, "seq">> = {}): Omit<Event, "seq"> => ({
  at,
  kind: "user.created",
  subjectId: makeId<UserId>(),
  userId: null,
  numberId: null,
  actorId: makeId(),
  credentialId: "credential",
  dialect: "native",
  requestId: "request",
  reason: null,
  undoes: null,
  before: null,
  after: null,
  ...fields,
});

/** Lists the events after `seq`, in order. */
export const eventsAfter = async (reads: StoreReader, seq: number, size: number): Promise<readonly Event[]> =>
  (await reads.events.list({}, { size, after: [seq] })).items;

/** Returns the result of a write. Throws when a constraint rejected it. */
export function requireNotTaken<T extends object>(result: T): Exclude<T, Taken<string>> {
  if ("taken" in result) throw new Error(`rejected: ${result.taken}`);
  return result as Exclude<T, Taken<string>>;
}
