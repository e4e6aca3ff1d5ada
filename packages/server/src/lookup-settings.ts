import { Type } from "typebox";

/** The doors of the lookup threads; without a port a door is off. */
export interface LookupSettings {
  readonly http: DoorAddress | undefined;
  /** The Redis protocol. */
  readonly resp: DoorAddress | undefined;
  /** Undefined for one less than the machine has cores. */
  readonly threads: number | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
}

export interface DoorAddress {
  readonly port: number;
  readonly host: string;
}

const port = {
  schema: Type.String({ pattern: "^(0|[1-9][0-9]{0,4})$" }),
  expected: "a port number from 0 to 65535",
};
const text = { schema: Type.String({ minLength: 1, maxLength: 1000 }), expected: "1 to 1000 characters" };

export const lookupSettings = {
  WHOSELINE_LOOKUP_PORT: port,
  WHOSELINE_LOOKUP_HOST: text,
  WHOSELINE_RESP_PORT: port,
  WHOSELINE_RESP_HOST: text,
  WHOSELINE_LOOKUP_THREADS: {
    schema: Type.String({ pattern: "^([1-9]|[1-5][0-9]|6[0-4])$" }),
    expected: "a number of threads from 1 to 64",
  },
  WHOSELINE_LOOKUP_TLS_CERT_FILE: text,
  WHOSELINE_LOOKUP_TLS_KEY_FILE: text,
};

type Name = keyof typeof lookupSettings;
type Get = (name: Name) => string | undefined;

export function toLookupSettings(get: Get): LookupSettings {
  const threads = get("WHOSELINE_LOOKUP_THREADS");
  const [certFile, keyFile] = [get("WHOSELINE_LOOKUP_TLS_CERT_FILE"), get("WHOSELINE_LOOKUP_TLS_KEY_FILE")];
  return Object.freeze({
    http: toAddress(get("WHOSELINE_LOOKUP_PORT"), get("WHOSELINE_LOOKUP_HOST")),
    resp: toAddress(get("WHOSELINE_RESP_PORT"), get("WHOSELINE_RESP_HOST")),
    threads: threads === undefined ? undefined : Number(threads),
    tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : undefined,
  });
}

const toAddress = (number: string | undefined, host = "127.0.0.1"): DoorAddress | undefined =>
  number === undefined ? undefined : Object.freeze({ port: Number(number), host });

const portNames = ["WHOSELINE_LOOKUP_PORT", "WHOSELINE_RESP_PORT"] as const;
/** The settings that have no effect without one of others. */
const dependencies = [
  ["WHOSELINE_LOOKUP_HOST", ["WHOSELINE_LOOKUP_PORT"]],
  ["WHOSELINE_RESP_HOST", ["WHOSELINE_RESP_PORT"]],
  ["WHOSELINE_LOOKUP_THREADS", portNames],
  ["WHOSELINE_LOOKUP_TLS_CERT_FILE", ["WHOSELINE_LOOKUP_TLS_KEY_FILE"]],
  ["WHOSELINE_LOOKUP_TLS_KEY_FILE", ["WHOSELINE_LOOKUP_TLS_CERT_FILE"]],
  ["WHOSELINE_LOOKUP_TLS_CERT_FILE", portNames],
  ["WHOSELINE_LOOKUP_TLS_KEY_FILE", portNames],
] as const satisfies readonly (readonly [Name, readonly Name[]])[];

/** The sentences about settings that do not fit together. */
export function lookupProblems(get: Get): string[] {
  const problems = portNames
    .filter((name) => Number(get(name)) > 65535)
    .map((name) => `${name} must be a port number from 0 to 65535.`);
  for (const [name, needed] of dependencies)
    if (get(name) !== undefined && needed.every((other) => get(other) === undefined))
      problems.push(`${name} requires ${needed.join(" or ")}.`);
  return [...problems, ...equalPorts(get)];
}

function equalPorts(get: Get): string[] {
  const [http, resp] = [get("WHOSELINE_LOOKUP_PORT"), get("WHOSELINE_RESP_PORT")];
  return http !== undefined && http === resp && http !== "0"
    ? ["WHOSELINE_LOOKUP_PORT and WHOSELINE_RESP_PORT must be different ports."]
    : [];
}
