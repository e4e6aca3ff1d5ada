import {
  type Event,
  type OperationId,
  type PhoneNumber,
  type PhoneNumberDetails,
  type User,
  verifyWebhook,
  Whoseline,
  WhoselineError,
} from "../src/index.ts";

// Compiled by `npm run typecheck` and never run: each expected error is an error of the compiler that must occur.

const client = new Whoseline({ baseUrl: "https://numbers.example.com", apiKey: "wl_", organization: "acme" });

type IdsOf<T> = T extends { readonly operation: { readonly id: infer Id } }
  ? Id
  : T extends object
    ? { [Name in keyof T]: IdsOf<T[Name]> }[keyof T]
    : never;

/** The operations that have no method: the next line compiles only when there are none. */
export type Missing = Exclude<OperationId, IdsOf<Omit<Whoseline, "with" | "request">>>;
export const everyOperationHasAMethod: [Missing] extends [never] ? true : Missing = true;

export async function results(signal: AbortSignal | undefined): Promise<unknown> {
  const user: User = await client.users.get({ user: "@ana" });
  const { data, etag }: { data: User; etag: string | undefined } = await client.users
    .get({ user: "@ana" }, { signal })
    .withResponse();
  const number: PhoneNumberDetails = await client.numbers.get({
    number: "+14165550102",
    organization: "acme",
  });
  const released: PhoneNumber = await client.numbers.release({ number: number.id }, { ifMatch: etag });
  const nothing: undefined = (await client.groups.addMember({ group: "1", user: "@ana" })) as undefined;
  const response: Response = await client.backups.create();
  const raw: unknown = await client.request({ method: "GET", path: "/me" });
  const { user: caller } = await client.me();
  return [user, data, released, nothing, response, raw, caller];
}

export async function lists(): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { line } of client.numbers.list()) lines.push(line);
  for await (const page of client.numbers.list({ state: "available" }).pages())
    lines.push(...page.items.map(({ line }) => line), page.nextCursor ?? "");
  const { knownSince } = await client.assignments.list({ asOf: "2026-01-01T00:00:00Z" });
  return [...lines, knownSince ?? ""];
}

export async function feeds(): Promise<void> {
  const feed = client.events.follow({ after: 12, organizationId: "acme", kind: "number.assigned" });
  for await (const event of feed) describe(event);
  for await (const { organizationId, seq } of client.events.followAll()) organizationId.padEnd(seq);
  feed.position?.split("-");
}

function describe(event: Event): string {
  if (event.kind === "user.created") return event.after.name ?? "";
  if (event.kind === "number.assigned") return `${event.after.numberId} ${event.before}`;
  return event.kind;
}

export async function errors(error: unknown): Promise<string | undefined> {
  if (error instanceof WhoselineError) return error.problem?.errors?.[0]?.pointer ?? error.code;
  const { payload } = await verifyWebhook<{ type: string }>({ headers: {}, body: "", secret: "" });
  return payload.type;
}

export function optionalFields(label: string | undefined): void {
  client.assignments.assign({ number: "1", user: "@ana", label });
  client.users.erase({ user: "1" });
  client.events.undo({ seq: 12 });
}

export function mistakes(): void {
  // @ts-expect-error a number is named by text
  client.numbers.get({ number: 14_165_550_102 });
  // @ts-expect-error a parameter of the path is missing
  client.numbers.get({});
  // @ts-expect-error the operation has parameters
  client.numbers.get();
  // @ts-expect-error there is no such field
  client.groups.create({ name: "Sales", colour: "red" });
  // @ts-expect-error there is no such state
  client.numbers.list({ state: "sold" });
  // @ts-expect-error there is no such option
  client.me({}, { timeout: 1 });
  // @ts-expect-error a list has pages, and each is a request of its own
  client.numbers.list({}, { idempotencyKey: "1" });
  // @ts-expect-error the options need a base URL
  new Whoseline({ apiKey: "wl_" });
  // @ts-expect-error a user has no such field
  client.users.get({ user: "@ana" }).then(({ searchKey }) => searchKey);
}
