import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { requireRole } from "../core/access.ts";
import type { Core } from "../core/index.ts";
import type { Authentication } from "./credentials.ts";
import type { Dialect, PlainQuery, Shortcut } from "./dialect.ts";
import { requestIdOf } from "./request-id.ts";
import type { Tallies, Tally } from "./tally.ts";

export interface ShortcutParts {
  readonly core: Core;
  readonly authentication: Authentication;
  readonly dialects: readonly Dialect[];
  readonly tallies: Tallies;
  /** False: every request goes the long way. */
  readonly areOpen: boolean;
}

/** A shortcut of a dialect, as it is found by its path. */
export interface Way extends Shortcut {
  readonly dialect: Dialect;
  readonly tally: Tally;
}

/**
 * The framework costs several times what a question costs that memory answers: the dialects' shortcuts go past it.
 * Only good answers are given here; a request that is refused, or must wait, is the framework's.
 */
export class Shortcuts {
  readonly #parts: ShortcutParts;
  readonly #ways: ReadonlyMap<string, Way>;

  constructor(parts: ShortcutParts) {
    this.#parts = parts;
    this.#ways = waysOf(parts);
  }

  /** The way that may answer the request. */
  find({ url = "", method }: IncomingMessage): Way | undefined {
    const mark = url.indexOf("?");
    return mark === -1 || method !== "GET" ? undefined : this.#ways.get(url.slice(0, mark));
  }

  /** Answers at once, or leaves the request as it is and gives false. */
  answer(way: Way, request: IncomingMessage, response: ServerResponse): boolean {
    const { url = "", headers } = request;
    if (!this.#parts.areOpen || hasBody(headers)) return false;
    const startedAt = performance.now();
    const query = plainQuery(url.slice(url.indexOf("?") + 1));
    const answer = query && answerOf(this.#parts, way, query, headers);
    if (answer === undefined) return false;
    send(response, answer);
    way.tally.add(200, startedAt);
    return true;
  }
}

const waysOf = ({ dialects, tallies }: ShortcutParts): ReadonlyMap<string, Way> =>
  new Map(
    dialects.flatMap((dialect) =>
      (dialect.shortcuts ?? []).map((shortcut) => {
        const path = dialect.prefix + shortcut.path;
        return [path, { ...shortcut, dialect, tally: tallies.at(path, shortcut.operation) }] as const;
      }),
    ),
  );

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

const plainField = /^(\w+)=(%2B)?(\w*)$/i;

/** Undefined for a query with anything unusual in it. */
function plainQuery(text: string): PlainQuery | undefined {
  const query = new Map<string, string>();
  for (const part of text.split("&")) {
    const [, name = "", plus, value] = plainField.exec(part) ?? [];
    if (value === undefined || query.has(name)) return undefined;
    query.set(name, plus === undefined ? value : `+${value}`);
  }
  return query;
}

interface Answer {
  readonly body: object;
  readonly requestId: string;
}

/** By the rules of every route: the caller is known, his role may, and the core is bound to his organization. */
function answerOf(
  { core, authentication }: ShortcutParts,
  { dialect, permission, answer }: Way,
  query: PlainQuery,
  headers: IncomingHttpHeaders,
): Answer | undefined {
  try {
    const credential = dialect.credential(headers);
    const principal = credential === undefined ? undefined : authentication.recall(credential);
    if (principal === undefined) return undefined;
    requireRole(principal, permission);
    const requestId = requestIdOf(headers);
    const bound = core.as(principal, principal.organizationId, { dialect: dialect.name, requestId });
    const body = answer(bound, query);
    return body && { body, requestId };
  } catch {
    // The framework meets the same, and says it in the dialect's words.
    return undefined;
  }
}

function send(response: ServerResponse, { body, requestId }: Answer): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response
    .writeHead(200, [
      ...["content-type", "application/json; charset=utf-8"],
      ...["content-length", length, "x-request-id", requestId],
    ])
    .end(text);
}
