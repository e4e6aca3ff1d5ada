import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Config } from "./config.ts";
import type { TlsOptions } from "./http/listener.ts";
import { isLoopbackHost } from "./ip-networks.ts";
import { explainListenError, hostAndPort, type ListenAddress } from "./listen-error.ts";
import { LookupPlane, type LookupPlaneParts } from "./lookup-plane/lookup-plane.ts";
import { type DoorName, doorNames } from "./lookup-plane/questions.ts";

const addressSettings = {
  http: { port: "WHOSELINE_LOOKUP_PORT", host: "WHOSELINE_LOOKUP_HOST" },
  resp: { port: "WHOSELINE_RESP_PORT", host: "WHOSELINE_RESP_HOST" },
} as const;

/** Starts the lookup threads, if a door of theirs is configured. Throws an error for the operator. */
export async function startLookupDoors(
  { lookups, rateLimit, corsOrigins }: Config,
  parts: Omit<LookupPlaneParts, "settings" | "hasCors" | "answersFromMemory" | "explain">,
): Promise<LookupPlane | undefined> {
  const { http, resp, threads } = lookups;
  const doors = { ...(http && { http }), ...(resp && { resp }) };
  if (Object.keys(doors).length === 0) return undefined;
  const tls = readTls(lookups.tls);
  const plane = await LookupPlane.start({
    ...parts,
    settings: { doors, threads, tls },
    hasCors: corsOrigins !== undefined,
    // The main thread counts requests against the limits.
    answersFromMemory: rateLimit === undefined,
    explain: (error, door, address) => explainListenError(error, address, addressSettings[door]),
  });
  for (const door of doorNames) {
    const [address, port] = [doors[door], plane.ports[door]];
    if (address === undefined || port === undefined) continue;
    parts.logger.info({ door, address: urlOf(door, { ...address, port }, tls) }, "lookup threads listen");
    if (tls === undefined && !isLoopbackHost(address.host))
      parts.logger.warn(
        { door },
        "Lookup threads listen on the network without TLS, and API keys cross it unprotected. Set WHOSELINE_LOOKUP_TLS_CERT_FILE and WHOSELINE_LOOKUP_TLS_KEY_FILE, or let only a proxy with TLS reach the port.",
      );
  }
  return plane;
}

const schemes = { http: ["http", "https"], resp: ["redis", "rediss"] } as const;
const urlOf = (door: DoorName, address: ListenAddress, tls: TlsOptions | undefined): string =>
  `${schemes[door][tls ? 1 : 0]}://${hostAndPort(address)}`;

function readTls(files: Config["lookups"]["tls"]): TlsOptions | undefined {
  if (files === undefined) return undefined;
  const tls = {
    cert: readPem("WHOSELINE_LOOKUP_TLS_CERT_FILE", files.certFile),
    key: readPem("WHOSELINE_LOOKUP_TLS_KEY_FILE", files.keyFile),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new Error(
      `WHOSELINE_LOOKUP_TLS_CERT_FILE and WHOSELINE_LOOKUP_TLS_KEY_FILE must name a certificate chain and its private key in PEM format (${(error as NodeJS.ErrnoException).code}).`,
      { cause: error },
    );
  }
  return tls;
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${name} must name a readable file (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
}
