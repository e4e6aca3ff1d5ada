import type { Answer, Ask } from "../helpers/ask.ts";
import type { Random } from "../helpers/random.ts";
import { check, requireEqual } from "./check.ts";
import { feedFault } from "./feed-fault.ts";
import { createInitialOrganization } from "./initial-organization.ts";
import { assignmentsOf } from "./log/assignments.ts";
import { eventsOf, type Log } from "./log/log.ts";
import { offboardingsOf } from "./log/offboardings.ts";
import { organizationOf } from "./log/organization.ts";
import {
  actualAnswer,
  expectedAnswer,
  type Lookup,
  lookupsAfterStep,
  lookupsAtEnd,
  toLookupRequest,
} from "./lookups.ts";
import { Names } from "./names.ts";
import { type Command, isRead, type Operation } from "./operations.ts";
import { Replay } from "./replay.ts";
import { type Request, toRequest } from "./requests.ts";
import { resolveTargets } from "./resolve-targets.ts";
import { decisiveFields, errorOf, successStatusOf } from "./responses.ts";
import type { Caller } from "./routes.ts";
import { step } from "./step.ts";
import type { Reader, Tables } from "./tables.ts";
import { initialWorld, logOf, type World } from "./world.ts";

export interface RunContext {
  readonly ask: Ask;
  readonly reader: Reader;
  readonly clock: { now: number };
  /** Eight digits that no other sequence on this database has. */
  readonly sequence: string;
  readonly routerKey: string;
  /** Selects the lookups. */
  readonly random: Random;
}

/** One sequence, in two organizations of its own. */
export class Run {
  readonly #context: RunContext;
  /** The tokens of planned offboardings. */
  readonly #tokens = new Map<string, string>();
  readonly #replays = [new Replay(), new Replay()];
  readonly #trace: string[] = [];
  readonly #ids: [string, string] = ["", ""];
  readonly #keys: Record<Caller, string>;
  #world: World;
  #names: Names;
  /** The last event of each organization that was compared. */
  #checked: [number, number] = [0, 0];
  #lastWrite: Operation | undefined;
  #lastKeyed: Operation | undefined;

  constructor(context: RunContext) {
    this.#context = context;
    this.#world = initialWorld(context.clock.now);
    this.#names = new Names(context.sequence, this.#ids, {} as Tables);
    this.#keys = { 0: "", 1: "", router: context.routerKey };
  }

  async setUp(): Promise<void> {
    for (const org of [0, 1] as const) {
      const { id, ownerKey } = await createInitialOrganization(this.#context.ask, this.#names, org);
      this.#ids[org] = id;
      this.#keys[org] = ownerKey;
    }
    await this.#compareTables();
  }

  async execute(command: Command): Promise<void> {
    if (command.kind === "advanceClock") this.#advanceClock(command.ms);
    else if (!(await this.#mayHaveWritten(command))) return;
    await this.#compareLookups(lookupsAfterStep(this.#world, this.#context.random));
  }

  /** Every past instant must still be what the model derives, and so must every route; each feed is one chain. */
  async checkHistory(): Promise<void> {
    for (const id of this.#ids) {
      const fault = await feedFault(this.#context.ask, id);
      if (fault !== undefined) this.#fail(fault);
    }
    await this.#compareLookups(lookupsAtEnd(this.#world, this.#context.random));
    for (const org of [0, 1] as const) {
      const log = logOf(this.#world, org);
      if (organizationOf(log).status === "suspended") continue;
      const instants = instantsOf(log);
      const chosen = instants.filter((_, index) => index % Math.ceil(instants.length / 6) === 0);
      for (const at of chosen) await this.execute({ kind: "listAssignmentsAsOf", org, at });
    }
  }

  #advanceClock(ms: number): void {
    const { clock } = this.#context;
    clock.now += ms;
    this.#trace.push(`the clock moves ${ms / 1000} s to ${new Date(clock.now).toISOString()}`);
  }

  async #mayHaveWritten(command: Exclude<Command, { kind: "advanceClock" }>): Promise<boolean> {
    const operation = this.#resolve(command);
    if (operation === undefined) return false;
    const request = toRequest(operation, this.#names, (offboarding) =>
      this.#token(operation.org, offboarding),
    );
    if (!isRead(operation)) this.#lastWrite = operation;
    if (operation.key !== undefined) this.#lastKeyed = operation;
    await this.#perform(operation, request);
    if (isRead(operation)) return false;
    await this.#compareTables();
    return true;
  }

  #resolve(command: Exclude<Command, { kind: "advanceClock" }>): Operation | undefined {
    if (command.kind === "repeat") return command.isKeyed ? this.#lastKeyed : this.#lastWrite;
    return withLines(resolveTargets(this.#world, command, this.#context.clock.now), this.#names);
  }

  /** A token that no plan has when the offboarding was not planned. */
  #token(org: number, offboarding: number): string {
    return this.#tokens.get(`${org} ${offboarding}`) ?? `${"f".repeat(24)}.${"0".repeat(32)}`;
  }

  async #perform(operation: Operation, { request, body, headers, by }: Request): Promise<void> {
    const fingerprint = `${request}\n${headers["if-match"] ?? ""}\n${headers["if-none-match"] ?? ""}\n${JSON.stringify(body)}`;
    const [world, expected] = step(this.#world, operation, this.#context.clock.now, fingerprint);
    this.#world = world;
    const key = by === "superadmin" ? {} : { key: this.#keys[by] };
    const answer = await this.#context.ask(request, { ...key, body, headers });
    this.#trace.push(
      `${JSON.stringify(operation)}\n      ${request} ${JSON.stringify(body) ?? ""} → ${answer.status} ${answer.text.slice(0, 300)}; expected ${expected.code}`,
    );
    if (expected.code !== "ok") return this.#requireError(operation, answer, expected.code);
    const status = successStatusOf(operation, expected.response);
    if (answer.status !== status) this.#fail(`the status is ${answer.status} instead of ${status}`);
    if (operation.kind === "planOffboarding") this.#rememberToken(operation.org, answer);
    if (!isRead(operation)) await this.#readTables();
    const actual = decisiveFields(operation, answer, this.#names);
    if (actual !== undefined) this.#guard(() => requireEqual(actual, expected.response, "the responses"));
  }

  /** A replayed response is that of an earlier plan. */
  #rememberToken(org: 0 | 1, { json }: Answer): void {
    const latest = offboardingsOf(logOf(this.#world, org)).length;
    const replayed = this.#names.rows("offboardings", org).find((row) => row.id === json.id);
    this.#tokens.set(`${org} ${replayed?.serial ?? latest}`, json.token);
  }

  #requireError(operation: Operation, answer: Answer, code: string): void {
    const { status, text } = errorOf(operation, code);
    if (answer.status !== status || !answer.text.includes(text))
      this.#fail(`the status is ${answer.status} instead of ${status} with ${text || code}`);
  }

  async #readTables(): Promise<void> {
    const tables = await this.#context.reader.read(this.#ids, this.#checked);
    this.#names = new Names(this.#context.sequence, this.#ids, tables);
  }

  async #compareTables(): Promise<void> {
    await this.#readTables();
    this.#guard(() => check(this.#world, this.#names, this.#replays, this.#checked));
    this.#checked = this.#world.logs.map((log) => eventsOf(log).length) as [number, number];
  }

  async #compareLookups(lookups: readonly Lookup[]): Promise<void> {
    const [names, { clock, ask }] = [this.#names, this.#context];
    const compare = async (lookup: Lookup) => {
      const { request, body } = toLookupRequest(lookup, names);
      const answer = await ask(request, { key: this.#keys[lookup.by], body });
      const expected = expectedAnswer(this.#world, lookup, names, clock.now);
      const what = `the answers to ${lookup.by} of ${request}`;
      this.#guard(() => requireEqual(actualAnswer(answer), expected, what));
    };
    await Promise.all(lookups.map(compare));
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

/** Replaces endpoints such as `line 3` with the phone number of that line. */
const withLines = (operation: Operation, names: Names): Operation =>
  operation.kind === "setEndpoints"
    ? {
        ...operation,
        endpoints: operation.endpoints.map((it) =>
          it.replace(/^line (\d)$/, (_, digit) => `tel:${names.line(Number(digit))}`),
        ),
      }
    : operation;

/** Every instant at which an assignment began, changed or ended. */
const instantsOf = (log: Log): number[] => [
  ...new Set(assignmentsOf(log).flatMap(({ entries }) => entries.map(({ at }) => at))),
];
