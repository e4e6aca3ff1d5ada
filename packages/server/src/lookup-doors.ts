import type { Config } from "./config.ts";
import { isLoopbackHost } from "./ip-networks.ts";
import { explainListenError, hostAndPort, type ListenAddress } from "./listen-error.ts";
import { LookupCertificate } from "./lookup-certificate.ts";
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
  const certificate = lookups.tls && new LookupCertificate(lookups.tls);
  const plane = await LookupPlane.start({
    ...parts,
    settings: { doors, threads, certificate },
    hasCors: corsOrigins !== undefined,
    // The main thread counts requests against the limits.
    answersFromMemory: rateLimit === undefined,
    explain: (error, door, address) => explainListenError(error, address, addressSettings[door]),
  });
  for (const door of doorNames) {
    const [address, port] = [doors[door], plane.ports[door]];
    if (address === undefined || port === undefined) continue;
    parts.logger.info(
      { door, address: urlOf(door, { ...address, port }, certificate !== undefined) },
      "lookup threads listen",
    );
    if (certificate === undefined && !isLoopbackHost(address.host))
      parts.logger.warn(
        { door },
        "Lookup threads listen on the network without TLS, and API keys cross it unprotected. Set WHOSELINE_LOOKUP_TLS_CERT_FILE and WHOSELINE_LOOKUP_TLS_KEY_FILE, or let only a proxy with TLS reach the port.",
      );
  }
  return plane;
}

const schemes = { http: ["http", "https"], resp: ["redis", "rediss"] } as const;
const urlOf = (door: DoorName, address: ListenAddress, isSecure: boolean): string =>
  `${schemes[door][isSecure ? 1 : 0]}://${hostAndPort(address)}`;
