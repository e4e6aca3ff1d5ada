import type { IncomingMessage } from "node:http";
import { type BlockList, isIP } from "node:net";
import { isIn, toBlockList } from "../../ip-networks.ts";
import { isForwarded } from "../forwarding-headers.ts";

/** Where a request comes from. */
export interface ClientAddress {
  readonly address: string;
  /** The addresses that one client can use: the /64 of an IPv6 address, else the address. */
  readonly network: string;
  /** Whether this may be a proxy that is not configured, whose address many clients share. */
  readonly mayBeProxy: boolean;
}

/**
 * Returns the function that finds a client's address. `X-Forwarded-For` is read from its end, as far as the addresses are
 * those of trusted proxies; other forwarding headers are never believed, because proxies pass them on unchanged.
 */
export function createFindClient(
  trustedProxies: readonly string[] = [],
): (request: IncomingMessage) => ClientAddress {
  const trusted = toBlockList(trustedProxies);
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress ?? "") ?? "unknown";
    const forwarded = String(headers["x-forwarded-for"] ?? "").split(",");
    const address = isIn(trusted, peer) ? clientBehind(trusted, peer, forwarded) : peer;
    const mayBeProxy = trustedProxies.length === 0 && isForwarded(headers);
    return { address, network: networkOf(address), mayBeProxy };
  };
}

/** Returns the function that describes the other end of a connection without headers, behind which a proxy hides its clients. */
export function createFindPeer(trustedProxies: readonly string[] = []): (address: string) => ClientAddress {
  const trusted = toBlockList(trustedProxies);
  return (text) => {
    const address = plainAddress(text) ?? "unknown";
    return { address, network: networkOf(address), mayBeProxy: isIn(trusted, address) };
  };
}

/** An address that is not readable hides what is before it. */
function clientBehind(trusted: BlockList, peer: string, forwarded: readonly string[]): string {
  let client = peer;
  for (const text of forwarded.toReversed()) {
    const address = plainAddress(text.trim());
    if (address === undefined) return client;
    client = address;
    if (!isIn(trusted, address)) return client;
  }
  return client;
}

/** Without brackets, port and zone, and IPv4 in its own form; undefined for other text. */
function plainAddress(text: string): string | undefined {
  const [, bracketed, withPort] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? [];
  const address = (bracketed ?? withPort ?? text).replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1] ?? address;
  return isIP(mapped) === 0 ? undefined : mapped;
}

function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  // A URL has the shortest form, in which `::` stands for the groups that are missing.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...groups(tail)];
  return `${all.slice(0, 4).join(":")}::/64`;
}
