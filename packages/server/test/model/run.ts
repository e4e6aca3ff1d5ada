import type { Answer, Ask } from "../helpers/ask.ts";
import type { Random } from "../helpers/random.ts";
import { answerOf, refusalOf, statusOf } from "./answer.ts";
import { check, equal, moments } from "./check.ts";
import { afterStep, atTheEnd, expectedOf, type Lookup, toldBy, toQuestion } from "./lookups.ts";
import { Names } from "./names.ts";
import { type Act, type Command, isRead } from "./operations.ts";
import { Replay } from "./replay.ts";
import { type Request, toRequest } from "./request.ts";
import { aim } from "./resolve-targets.ts";
import type { Caller } from "./routes.ts";
import { beginning, beginnings, lines, type World } from "./state.ts";
import { step } from "./step.ts";
import type { Reader, Tables } from "./tables.ts";

interface Surroundings {
  readonly ask: Ask;
  readonly reader: Reader;
  readonly clock: { now: number };
  readonly name: string;
  /** A router's key. */
  readonly router: string;
  /** By which it is drawn what is looked up. */
  readonly chance: Random;
}

/** One sequence, in two organizations of its own. */
export class Run {
  readonly #with: Surroundings;
  readonly #tokens = new Map<string, string>();
  readonly #replays = [new Replay(), new Replay()];
  readonly #trace: string[] = [];
  #world: World;
  #ids: [string, string] = ["", ""];
  readonly #keys: Record<Caller, string>;
  #seen: [number, number] = [0, 0];
  #names: Names;
  #last: Act | undefined;
  #lastKeyed: Act | undefined;

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
    this.#world = beginning(surroundings.clock.now);
    this.#names = new Names(surroundings.name, this.#ids, {} as Tables);
    this.#keys = { 0: "", 1: "", router: surroundings.router };
  }

  async begin(): Promise<void> {
    for (const org of [0, 1] as const) await this.#build(org);
    await this.#compare();
  }

  async #build(org: 0 | 1): Promise<void> {
    const wanted = beginnings[org];
    const person = (user: number) => ({ name: `User ${user}`, email: this.#names.email(org, user) });
    const made = async (path: string, body: unknown) => {
      const answer = await this.#with.ask(`POST /registry/v1/organizations${path}`, { body });
      if (answer.status !== 201) throw new Error(`the beginning failed: ${answer.text}`);
      return answer.json;
    };
    const { organization, owner } = await made("", { name: `Org ${org}`, owner: person(1) });
    this.#ids[org] = organization.id;
    const at = `/${organization.id}`;
    const users = [owner.id];
    for (let user = 2; user <= wanted.users; user++) users.push((await made(`${at}/users`, person(user))).id);
    for (const user of wanted.keys) {
      const { key } = await made(`${at}/api-keys`, { userId: users[user - 1], name: "key" });
      if (user === 1) this.#keys[org] = key;
    }
    for (const [index, members] of wanted.members.entries()) {
      const { id } = await made(`${at}/groups`, { name: `Group ${index}` });
      for (const member of members)
        await this.#with.ask(`PUT /registry/v1/organizations${at}/groups/${id}/members/${users[member - 1]}`);
    }
    for (const index of wanted.lines) {
      const { provider, digit } = lines[index] as (typeof lines)[number];
      await made(`${at}/numbers`, { provider, line: this.#names.line(digit) });
    }
  }

  async take(command: Command): Promise<void> {
    if (command.kind === "tick") this.#tick(command.ms);
    else if (!(await this.#act(command))) return;
    await this.#lookUp(afterStep(this.#world, this.#with.chance));
  }

  #tick(ms: number): void {
    const { clock } = this.#with;
    clock.now += ms;
    this.#trace.push(`the clock moves ${ms / 1000} s to ${new Date(clock.now).toISOString()}`);
  }

  /** False when it cannot have changed anything. */
  async #act(command: Exclude<Command, { kind: "tick" }>): Promise<boolean> {
    const next = this.#resolve(command);
    if (next === undefined) return false;
    const { act, request } = next;
    if (!isRead(act)) this.#last = act;
    if (act.key !== undefined) this.#lastKeyed = act;
    await this.#perform(act, request);
    if (isRead(act)) return false;
    await this.#compare();
    return true;
  }

  #resolve(command: Exclude<Command, { kind: "tick" }>): { act: Act; request: Request } | undefined {
    const act =
      command.kind === "again"
        ? command.isKeyed
          ? this.#lastKeyed
          : this.#last
        : aim(this.#world, command, this.#with.clock.now);
    if (act === undefined) return undefined;
    const token = (offboarding: number) =>
      this.#tokens.get(`${act.org} ${offboarding}`) ?? `${"f".repeat(24)}.${"0".repeat(32)}`;
    return { act, request: toRequest(act, this.#names, token) };
  }

  async #perform(act: Act, request: Request): Promise<void> {
    const fingerprint = `${request.request}\n${JSON.stringify(request.body)}`;
    const [world, expected] = step(this.#world, act, this.#with.clock.now, fingerprint);
    this.#world = world;
    const { by, ...rest } = request;
    const key = by === "superadmin" ? {} : { key: this.#keys[by] };
    const answer = await this.#with.ask(rest.request, { ...key, body: rest.body, headers: rest.headers });
    this.#trace.push(
      `${JSON.stringify(act)}\n      ${rest.request} ${JSON.stringify(rest.body) ?? ""} → ${answer.status} ${answer.text.slice(0, 300)}; expected ${expected.code}`,
    );
    if (expected.code !== "ok") return this.#requireRefusal(act, answer, expected.code);
    if (answer.status !== statusOf(act)) this.#fail(`answered ${answer.status} instead of ${statusOf(act)}`);
    if (act.kind === "plan") {
      const serial = world.orgs[act.org]?.offboardings.length;
      const replayed = this.#names.rows("offboardings", act.org).find((row) => row.id === answer.json.id);
      this.#tokens.set(`${act.org} ${replayed?.serial ?? serial}`, answer.json.token);
    }
    if (!isRead(act)) await this.#read();
    const told = answerOf(act, answer, this.#names);
    if (told !== undefined) this.#guard(() => equal(told, expected.answer, "the answers"));
  }

  #requireRefusal(act: Act, answer: Answer, code: string): void {
    const { status, words } = refusalOf(act, code);
    if (answer.status !== status || !answer.text.includes(words))
      this.#fail(`answered ${answer.status} instead of ${status} with ${words || code}`);
  }

  async #read(): Promise<void> {
    const tables = await this.#with.reader.read(this.#ids, this.#seen);
    this.#names = new Names(this.#with.name, this.#ids, tables);
  }

  async #compare(): Promise<void> {
    await this.#read();
    this.#guard(() => check(this.#world, this.#names, this.#replays, this.#seen));
    this.#seen = this.#world.orgs.map(({ events }) => events.length) as [number, number];
  }

  /** Where calls go is what the model says, each answer whole. */
  async #lookUp(lookups: readonly Lookup[]): Promise<void> {
    const [names, { clock, ask }] = [this.#names, this.#with];
    const one = async (lookup: Lookup) => {
      const { request, body } = toQuestion(lookup, names);
      const answer = await ask(request, { key: this.#keys[lookup.by], body });
      const expected = expectedOf(this.#world, lookup, names, clock.now);
      this.#guard(() => equal(toldBy(answer), expected, `the answers to ${lookup.by} of ${request}`));
    };
    await Promise.all(lookups.map(one));
  }

  /** At the end every past moment is as the model has it, for history is never rewritten; and so is every route. */
  async lookBack(): Promise<void> {
    await this.#lookUp(atTheEnd(this.#world, this.#with.chance));
    for (const [index, org] of this.#world.orgs.entries()) {
      if (org.status === "suspended") continue;
      const all = moments(org);
      const chosen = all.filter((_, place) => place % Math.ceil(all.length / 6) === 0);
      for (const at of chosen) await this.take({ kind: "asOf", org: index as 0 | 1, at });
    }
  }

  #guard(compare: () => void): void {
    try {
      compare();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #fail(what: string): never {
    const steps = this.#trace.map((text, index) => `  ${index + 1}. ${text}`).join("\n");
    throw new Error(`After these steps: ${what}\n${steps}`);
  }
}
