import type { App } from "./app.ts";
import { createApiKey } from "./core/api-keys/api-keys.ts";
import { assignNumber } from "./core/assignments/assign-number.ts";
import { unassignNumber } from "./core/assignments/unassign-number.ts";
import type { Principal } from "./core/auth/access.ts";
import { addGroupMember } from "./core/groups/group-members.ts";
import { createGroup } from "./core/groups/groups.ts";
import type { Installation } from "./core/installation.ts";
import { addNumber } from "./core/inventory/add-number.ts";
import type { Context } from "./core/kernel/context.ts";
import { createOrganization } from "./core/organizations/organizations.ts";
import { createUser } from "./core/users/create-user.ts";
import type { OrganizationId, Provider, UserId } from "./model.ts";
import type { Store, StoreTransaction } from "./storage/store.ts";

export const demoOrganizationId: OrganizationId = "5f7b1c2e8a1d4e0012c3b400" as OrganizationId;

const people = [
  {
    id: "5f7b1c2e8a1d4e0012c3b4a6" as UserId,
    name: "Sam Patel",
    email: "sam.patel@acme.example",
    username: "testuser",
  },
  {
    id: "5f7b1c2e8a1d4e0012c3b4a7" as UserId,
    name: "Lena Ortiz",
    email: "lena.ortiz@acme.example",
    username: "lena",
  },
  {
    id: "5f7b1c2e8a1d4e0012c3b4a8" as UserId,
    name: "Kofi Mensah",
    email: "kofi.mensah@acme.example",
    username: "kofi",
  },
] as const;
const [sam, lena, kofi] = people;

const inventory: readonly { provider: Provider; line: string; alias?: string }[] = [
  { provider: "twilio", line: "+12362320246", alias: "Leasing team line" },
  { provider: "twilio", line: "+14165550102", alias: "Main Outbound" },
  { provider: "sinch", line: "+442079460018" },
  { provider: "telnyx", line: "+13125550143" },
  { provider: "ippanel", line: "+983000505" },
  { provider: "ippanel", line: "+98BANK" },
];

/** The open assignments. Kofi held the leasing line before: see addNumbers. */
const assignments: readonly {
  user: UserId;
  line: string;
  isInboundEnabled: boolean;
  isDefault: boolean;
  label?: string;
}[] = [
  { user: sam.id, line: "+12362320246", isInboundEnabled: true, isDefault: true, label: "Leasing team line" },
  { user: lena.id, line: "+12362320246", isInboundEnabled: false, isDefault: false },
  { user: lena.id, line: "+14165550102", isInboundEnabled: true, isDefault: true, label: "Main Outbound" },
  { user: kofi.id, line: "+442079460018", isInboundEnabled: true, isDefault: true },
  { user: sam.id, line: "+983000505", isInboundEnabled: true, isDefault: true },
];

export interface Demo {
  readonly organizationId: OrganizationId;
  /** The API key of the organization's owner; undefined when the demo already existed. */
  readonly adminKey: string | undefined;
}

/**
 * Creates the demo organization unless it exists: users, numbers at several providers, a shared line, a former holder.
 * Throws when the database has other organizations only, unless it is forced.
 */
export async function loadDemo(
  { installation, superadmin, store }: App,
  { isForced = false }: { readonly isForced?: boolean | undefined } = {},
): Promise<Demo> {
  const existing = await store.read(demoOrganizationId).organization.get();
  if (existing?.status === "deleted")
    throw new Error(
      "The demo organization of this database was deleted, which is final. Start without --demo, or set WHOSELINE_DATABASE to another database.",
    );
  if (existing) return { organizationId: demoOrganizationId, adminKey: undefined };
  const { items } = await store.platform.listOrganizations({}, { size: 1 });
  if (items.length > 0 && !isForced)
    throw new Error(
      "The database has organizations, and --demo would add the demo organization to them. Start without --demo, set WHOSELINE_DATABASE to another database, or confirm with --force-demo.",
    );
  const principal = await installation.principalOfUser(superadmin.userId);
  const demo = await inOneTransaction(installation, store, (inner) => createDemo(bind(inner, principal)));
  const { seq } = await store.read(demoOrganizationId).events.head();
  // The events were committed by another installation object, so this one has not applied them.
  await installation.routeIndexSync.applyLocalEvents(demoOrganizationId, seq, []);
  return demo;
}

/** Runs operations in one transaction, so that an interrupted start leaves nothing behind. */
async function inOneTransaction<T>(
  installation: Installation,
  store: Store,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  let transaction: StoreTransaction;
  const inner = installation.withStore({
    ...store,
    read: () => transaction,
    write: (_organizationId, step) => step(transaction),
  });
  return store.write(demoOrganizationId, (tx) => {
    transaction = tx;
    return work(inner);
  });
}

async function createDemo(context: Context): Promise<Demo> {
  const { owner } = await createOrganization(context, {
    id: demoOrganizationId,
    name: "Acme Property Group",
    owner: { name: "Ada Byron", email: "ada.byron@acme.example", username: "ada" },
  });
  await addPeople(context);
  await addNumbers(context);
  const { key } = await createApiKey(context, { userId: owner.id, name: "demo" });
  return { organizationId: demoOrganizationId, adminKey: key };
}

const bind = (installation: Installation, principal: Principal): Context =>
  installation.as(principal, demoOrganizationId, { dialect: "native", requestId: "demo" });

async function addPeople(context: Context): Promise<void> {
  for (const person of people) await createUser(context, { ...person, role: "member" });
  const group = await createGroup(context, { name: "Leasing" });
  for (const { id } of [sam, lena]) await addGroupMember(context, { groupId: group.id, userId: id });
}

async function addNumbers(context: Context): Promise<void> {
  for (const number of inventory) await addNumber(context, number);
  const former = { userId: kofi.id, number: { line: "+12362320246" } };
  await assignNumber(context, { ...former, flags: {} });
  await unassignNumber(context, former);
  for (const { user, line, ...flags } of assignments)
    await assignNumber(context, { userId: user, number: { line }, flags });
}
