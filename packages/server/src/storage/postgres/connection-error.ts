import { StorageUnavailable } from "../contract/storage-unavailable.ts";

/** Codes of errors that occur before PostgreSQL answers. */
const networkCodes = ["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"];

/**
 * Names the server, the role or the database that a first connection did not find, for the operator and without the
 * password. Returns other errors unchanged.
 */
export function explainConnectionError(error: unknown, url: string): unknown {
  const target = targetOf(url);
  if (target === undefined) return error;
  const { server, role, database } = target;
  const code = codeOf(error);
  const because = (sentence: string) => new Error(sentence, { cause: error });
  if (code === "3D000")
    return because(
      `The PostgreSQL server at ${server} has no database "${database}". Create it as a superuser: create database "${database}" owner "${role}" encoding 'UTF8' template template0;`,
    );
  if (code === "28P01" || code === "28000")
    return because(
      `The PostgreSQL server at ${server} does not accept the role "${role}" (${code}). Check the role and the password in the URL.`,
    );
  const isUnreachable =
    code === undefined ? error instanceof StorageUnavailable : networkCodes.includes(code);
  return isUnreachable
    ? because(
        `There is no PostgreSQL server at ${server} (${code ?? "no response"}). Check the address in the URL, and that the server is running.`,
      )
    : error;
}

function targetOf(url: string): { server: string; role: string; database: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  const role = decodeURIComponent(username) || searchParams.get("user") || "the user of this process";
  return {
    server: `${host || "localhost"}:${port || searchParams.get("port") || "5432"}`,
    role,
    database: decodeURIComponent(pathname.slice(1)) || role,
  };
}

/** Of the innermost cause that has one: an SQLSTATE or a code of the operating system. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  return codeOf(error.cause) ?? (typeof code === "string" ? code : undefined);
}
