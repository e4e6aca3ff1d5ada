import { isIP } from "node:net";
import { toBlockList } from "../ip-networks.ts";

/**
 * Networks that are not globally reachable, and networks that lead to other addresses: IANA's registries of special-purpose
 * addresses, https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
 */
const special = toBlockList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Protocol assignments, with Teredo, benchmarking and ORCHID.
  "2001::/23",
  "2001:db8::/32",
  // 6to4, with an IPv4 address inside.
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
]);

/**
 * The only global IPv6 network. Outside of it are loopback, IPv4-mapped and IPv4-compatible addresses, NAT64
 * (`64:ff9b::/96`), unique local, link-local and multicast addresses.
 */
const global6 = toBlockList(["2000::/3"]);

/** Whether a text is an IP address that belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  // A zone index occurs in addresses of a link only.
  if (family === 0 || address.includes("%")) return false;
  if (family === 4) return !special.check(address, "ipv4");
  return global6.check(address, "ipv6") && !special.check(address, "ipv6");
}
