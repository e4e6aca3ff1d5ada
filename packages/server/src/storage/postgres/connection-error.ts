import { DatabaseError } from "pg";
import { StorageReadOnly, StorageUnavailable } from "../contract/storage-unavailable.ts";
import { parseConnectionUrl } from "./connection-url.ts";
import { NoWritableServer } from "./server-list.ts";
import { NoServerConnection } from "./session.ts";

/** Codes of errors that occur before PostgreSQL answers. */
const networkCodes = ["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];

/** Names the server of one URL, of which another URL knows nothing. */
class ConnectionError extends Error {}

/**
 * Names the server, the role or the database that a connection of the start did not find, or what the server answered, for
 * the operator and without the password. Returns other errors, and those that it has returned before, unchanged.
 */
export function explainConnectionError(error: unknown, url: string): unknown {
  if (error instanceof ConnectionError) return error;
  const target = targetOf(url);
  const sentence = target && (sentenceOfCode(error, target) ?? sentenceOfAnswer(error, target.server));
  return sentence === undefined ? error : new ConnectionError(sentence, { cause: error });
}

interface Target {
  readonly server: string;
  readonly role: string;
  readonly database: string;
}

function sentenceOfCode(error: unknown, { server, role, database }: Target): string | undefined {
  const code = codeOf(error);
  if (code === "3D000")
    return `The PostgreSQL server at ${server} has no database "${database}". Create it as a superuser: create database "${database}" owner "${role}" encoding 'UTF8' template template0;`;
  if (code === "28P01" || code === "28000")
    return `The PostgreSQL server at ${server} does not accept the role "${role}" (${code}). Check the role and the password in the URL.`;
  return code !== undefined && networkCodes.includes(code) ? unreachable(server, code) : undefined;
}

const unreachable = (server: string, reason: string): string =>
  `There is no PostgreSQL server at ${server} (${reason}). Check the address in the URL, and that the server is running.`;

function sentenceOfAnswer(error: unknown, server: string): string | undefined {
  if (error instanceof StorageReadOnly || error instanceof NoWritableServer)
    return `The PostgreSQL server at ${server} is a standby, or read-only. A start needs the primary: use its address, or name all servers in the URL (postgres://a,b/name).`;
  if (error instanceof NoServerConnection) return error.message;
  if (!(error instanceof StorageUnavailable || error instanceof DatabaseError)) return undefined;
  const answer = answerOf(error);
  if (answer === undefined) return unreachable(server, "no response");
  const advice = ["42501", "3F000"].includes(answer.code ?? "")
    ? " docs/scaling.md has the grants of the roles."
    : "";
  return `The PostgreSQL server at ${server} answered: ${answer.message} (${answer.code}).${advice}`;
}

function targetOf(url: string): Target | undefined {
  const { servers } = parseConnectionUrl(url);
  if (!servers.every((server) => URL.canParse(server))) return undefined;
  const { username, pathname, searchParams } = new URL(servers[0]);
  const role = decodeURIComponent(username) || searchParams.get("user") || "the user of this process";
  const addresses = servers.map((server) => addressOf(new URL(server)));
  return { server: addresses.join(" or "), role, database: decodeURIComponent(pathname.slice(1)) || role };
}

function addressOf({ hostname, port, searchParams }: URL): string {
  const host = searchParams.get("host") ?? hostname;
  return `${host || "localhost"}:${port || searchParams.get("port") || "5432"}`;
}

/** What the server answered, if the error is not one of this program. */
function answerOf(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  return error instanceof Error && error.cause !== undefined ? answerOf(error.cause) : undefined;
}

/** Of the innermost cause that has one: an SQLSTATE or a code of the operating system. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return codeOf(error.cause) ?? (typeof code === "string" ? code : undefined);
}
