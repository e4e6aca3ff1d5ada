/** Parameters of the URL that the driver applies. */
const known = [
  "application_name",
  "client_encoding",
  "host",
  "options",
  "password",
  "port",
  "ssl",
  "sslcert",
  "sslkey",
  "sslmode",
  "sslnegotiation",
  "sslrootcert",
  "uselibpqcompat",
  "user",
];
const sessionAttributes = ["any", "primary", "read-write"];

/** What a URL of PostgreSQL, with one server or several, asks for. */
export interface ConnectionUrl {
  /** One URL for each server, in the order in which they are tried. */
  readonly servers: readonly [string, ...string[]];
  /** Whether a server that rejects writes, such as a standby, is passed over. */
  readonly requiresWritable: boolean;
}

/**
 * Divides a URL such as `postgres://user@a,b:5433/db?target_session_attrs=read-write` into one for each server. Of several
 * servers the first that accepts writes is used, unless `target_session_attrs` is `any`. Throws for a parameter that would have no effect.
 */
export function parseConnectionUrl(text: string): ConnectionUrl {
  const [, scheme = "", user = "", authority = "", rest = ""] =
    /^(postgres(?:ql)?:\/\/)([^@/?#]*@)?([^/?#]*)(.*)$/s.exec(text) ?? [];
  const [path = "", query = ""] = rest.split("?", 2);
  const parameters = new URLSearchParams(query);
  const attributes = parameters.get("target_session_attrs");
  parameters.delete("target_session_attrs");
  requireKnown([...parameters.keys()]);
  if (attributes !== null && !sessionAttributes.includes(attributes))
    throw new Error(
      `target_session_attrs of the database URL must be ${sessionAttributes.join(", ")}, got ${attributes}.`,
    );
  const suffix = parameters.size === 0 ? path : `${path}?${parameters}`;
  const [first = "", ...others] = authority.split(",");
  const isSeveral = others.length > 0;
  return {
    servers: [
      isSeveral || attributes !== null ? `${scheme}${user}${first}${suffix}` : text,
      ...others.map((host) => `${scheme}${user}${host}${suffix}`),
    ],
    requiresWritable: attributes === null ? isSeveral : attributes !== "any",
  };
}

function requireKnown(names: readonly string[]): void {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `The database URL has the unknown parameter ${unknown.join(", ")}. Known are ${known.join(", ")} and target_session_attrs.`,
  );
}
