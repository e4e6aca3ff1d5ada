import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSteps } from "./docs/markdown.ts";
import { root } from "./docs/project-commands.ts";
import { useApp } from "./helpers/app.ts";
import type { Answer, Ask, AskOptions } from "./helpers/ask.ts";
import { engineNames } from "./helpers/engines.ts";

const hexId = /\b[0-9a-f]{24}\b/;
const commandsMax = 6;
const callsMax = 12;

/** Asks, and remembers what the operator had to type. */
function operator(ask: Ask) {
  const typed: string[] = [];
  const call = async (request: string, options: AskOptions = {}): Promise<Answer> => {
    typed.push(`${request} ${JSON.stringify(options.body ?? "")}`);
    const answer = await ask(request, options);
    if (answer.status >= 300) throw new Error(`${request}: ${answer.status} ${answer.text}`);
    return answer;
  };
  return { typed, call };
}

interface Company {
  readonly name: string;
  readonly slug: string;
  readonly areaCode: string;
}
const companies: readonly Company[] = [
  { name: "Acme Property Group", slug: "acme-property-group", areaCode: "416" },
  { name: "Borealis Dental", slug: "borealis-dental", areaCode: "604" },
];
const [acme, borealis] = companies as [Company, Company];

const people = ["ana", "ben", "cleo", "dan"];
const emailOf = (person: string, { slug }: Company) => `${person}@${slug}.example`;
const lineOf = ({ areaCode }: Company, index: number) =>
  `+1${areaCode}55501${String(index).padStart(2, "0")}`;

const users = (company: Company) =>
  people.map((username) => ({
    name: `${username} of ${company.name}`,
    email: emailOf(username, company),
    username,
    endpoints: [`client:${username}`],
  }));

/** Twenty numbers, held by each of the four users in turn. */
const numbers = (company: Company) =>
  Array.from({ length: 20 }, (_, index) => {
    const person = people[index % people.length] ?? "";
    const userId = index % 2 === 0 ? `@${person}` : emailOf(person, company);
    return { provider: "twilio", line: lineOf(company, index), holder: { userId } };
  });

async function setUp({ call }: ReturnType<typeof operator>, company: Company): Promise<void> {
  const at = `/registry/v1/organizations/${company.slug}`;
  const owner = { name: "Olga Ivanova", email: emailOf("olga", company), username: "olga" };
  await call("POST /registry/v1/organizations", { body: { name: company.name, owner } });
  const created = await call(`POST ${at}/users:batch`, { body: { items: users(company) } });
  expect(created.json.counts).toEqual({ create: 4, change: 0, same: 0, refused: 0 });
  const added = await call(`POST ${at}/numbers:batch`, { body: { items: numbers(company) } });
  expect(added.json.counts).toEqual({ create: 20, change: 0, same: 0, refused: 0 });
}

describe.each(engineNames)("on %s", (engine) => {
  const app = useApp({ engine, scope: "test" });

  test("two organizations, 8 users and 40 numbers are set up in 12 calls, without typing an id", async () => {
    const console = operator(app.ask);
    for (const company of companies) await setUp(console, company);
    const path = `/registry/v1/organizations/${acme.slug}`;
    const body = { user: "@olga", name: "Laptop" };
    const { key } = (await console.call(`POST ${path}/api-keys`, { body })).json;
    const line = encodeURIComponent(lineOf(acme, 7));
    const route = await console.call(`GET /registry/v1/routes/inbound?provider=twilio&to=${line}`, { key });
    expect(route.json).toMatchObject({ holder: { endpoints: ["client:dan"] }, source: "memory" });
    const numbers = await console.call(`GET ${path}/numbers?user=@dan`, { key });
    expect(numbers.json.items).toHaveLength(5);
    const foreign = `/registry/v1/organizations/${borealis.slug}/numbers`;
    expect((await app.ask(`GET ${foreign}`, { key })).status).toBe(404);
    expect(console.typed.length).toBeLessThanOrEqual(callsMax);
    expect(console.typed.filter((text) => hexId.test(text))).toEqual([]);
  });

  test("the complete set-up can be repeated without a change", async () => {
    const console = operator(app.ask);
    await setUp(console, acme);
    const at = `/registry/v1/organizations/${acme.slug}`;
    const before = await app.ask(`GET ${at}/events?limit=1`);
    for (const [path, items] of [
      ["users:batch", users(acme)],
      ["numbers:batch", numbers(acme)],
    ] as const) {
      const { json } = await console.call(`POST ${at}/${path}`, { body: { items } });
      expect(json.counts).toEqual({ create: 0, change: 0, same: items.length, refused: 0 });
    }
    const after = await app.ask(`GET ${at}/events?limit=1`);
    expect(before.json.head).toBeGreaterThan(40);
    expect(after.json.head).toBe(before.json.head);
  });
});

test("the README leads from an empty database to who answers one's own number in 6 commands", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [start] = readSteps(readme);
  expect(start).toMatchObject({ kind: "server", start: { isEmpty: true } });
  const texts = readSteps(readme).flatMap((step) => (step.kind === "run" ? [step.command.text] : []));
  const end = texts.findIndex((text) => text.includes("/routes/inbound"));
  const isVariable = (text: string) => /^\w+=\S*(?:\s*#.*)?$/.test(text);
  const commands = texts.slice(0, end + 1).filter((text) => !isVariable(text));
  expect(commands.length).toBeGreaterThan(3);
  expect(commands.length).toBeLessThanOrEqual(commandsMax);
  expect(texts.slice(0, end + 1).filter((text) => hexId.test(text))).toEqual([]);
});
