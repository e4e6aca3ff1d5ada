import type { FastifyInstance } from "fastify";
import { Distribution } from "../storage/distribution.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Where the answers of this route are counted. */
    tally?: Tally;
  }
  interface FastifyRequest {
    /** By `performance.now()`. */
    startedAt: number;
  }
}

/** What was answered to one operation of one dialect, since the start. */
export class Tally {
  readonly dialect: string;
  readonly operation: string;
  readonly answers = new Map<number, number>();
  readonly seconds = new Distribution([
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
  ]);

  constructor(dialect: string, operation: string) {
    this.dialect = dialect;
    this.operation = operation;
  }

  add(status: number, startedAt = performance.now()): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    this.seconds.add((performance.now() - startedAt) / 1000);
  }
}

/** One tally an operation, and one a dialect for what is none: `none` is also what is no dialect's. */
export class Tallies {
  readonly #dialectNameAt: (path: string) => string | undefined;
  readonly #byName = new Map<string, Tally>();

  constructor(dialectNameAt: (path: string) => string | undefined) {
    this.#dialectNameAt = dialectNameAt;
  }

  at(path: string, operation = "none"): Tally {
    const dialect = this.#dialectNameAt(path) ?? "none";
    const name = `${dialect} ${operation}`;
    const tally = this.#byName.get(name) ?? new Tally(dialect, operation);
    this.#byName.set(name, tally);
    return tally;
  }

  all(): readonly Tally[] {
    return [...this.#byName.values()];
  }
}

/** Every route that the server is given after this is counted, and what fits none as well. */
export function countAnswers(server: FastifyInstance, tallies: Tallies): void {
  server.decorateRequest("startedAt", 0);
  server.addHook("onRoute", (route) => {
    const tally = tallies.at(route.url, route.config?.operation);
    route.config = { ...route.config, tally };
  });
  server.addHook("onRequest", (request, _reply, done) => {
    request.startedAt = performance.now();
    done();
  });
  server.addHook("onSend", (request, reply, payload, done) => {
    const tally = request.routeOptions.config.tally ?? tallies.at(request.url);
    tally.add(reply.statusCode, request.startedAt);
    done(null, payload);
  });
}
