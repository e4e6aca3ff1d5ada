import { setTimeout } from "node:timers/promises";
import { Connection } from "./connection.ts";

export interface Outcome {
  readonly count: number;
  /** Requests per second. */
  readonly rate: number;
  /** Of each request, in milliseconds: from its scheduled time until the response. */
  readonly waits: readonly number[];
}

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  next(): Buffer;
}

/** Each connection sends its next request after the response. */
export async function loadFully({ url, connections, seconds, next }: Load): Promise<Outcome> {
  const open = await openAll(url, connections);
  const waits: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const askUntilEnd = (connection: Connection, done: () => void) => {
    const sentAt = performance.now();
    if (sentAt >= end) return done();
    connection.send(next(), (body, isDone) => {
      if (!isDone) throw new Error(`a request was refused: ${body}`);
      waits.push(performance.now() - sentAt);
      askUntilEnd(connection, done);
    });
  };
  await Promise.all(open.map((connection) => new Promise<void>((done) => askUntilEnd(connection, done))));
  return outcomeOf(open, waits, start);
}

/**
 * A fixed rate. A request without a free connection waits, and the wait counts, also when the time is up before it
 * can be sent.
 */
export async function loadAt(perSecond: number, { url, connections, seconds, next }: Load): Promise<Outcome> {
  const open = await openAll(url, connections);
  const [idle, due]: [Connection[], number[]] = [[...open], []];
  const waits: number[] = [];
  let done = 0;
  const send = () => {
    while (idle.length > 0 && due.length > 0) {
      const [connection, dueAt] = [idle.pop() as Connection, due.shift() as number];
      connection.send(next(), (_body, isDone) => {
        done += isDone ? 1 : 0;
        waits.push(performance.now() - dueAt);
        idle.push(connection);
        send();
      });
    }
  };
  const start = performance.now();
  const total = perSecond * seconds;
  for (let made = 0; made < total; await setTimeout(1)) {
    const until = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / 1000));
    for (; made < until; made++) due.push(performance.now());
    send();
  }
  const unsent = due.splice(0);
  while (idle.length < connections) await setTimeout(1);
  const outcome = outcomeOf(open, waits, start);
  const rate = (outcome.rate * done) / outcome.count;
  return { rate, count: done, waits: [...waits, ...unsent.map((dueAt) => performance.now() - dueAt)] };
}

const openAll = (url: string, count: number): Promise<Connection[]> =>
  Promise.all(Array.from({ length: count }, () => Connection.open(url)));

function outcomeOf(open: readonly Connection[], waits: readonly number[], start: number): Outcome {
  const took = performance.now() - start;
  for (const connection of open) connection.close();
  return { count: waits.length, rate: (waits.length * 1000) / took, waits };
}
