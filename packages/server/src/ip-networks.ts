import { BlockList, isIP } from "node:net";

const subnet = /^([^/]+?)(?:\/(\d{1,3}))?$/;

/** Whether a text is an address or a network in CIDR notation, such as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [, address = "", length] = subnet.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(length ?? 0) <= (family === 6 ? 128 : 32);
}

/** The networks must be valid. */
export function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [, address = "", length] = subnet.exec(network) ?? [];
    const isIPv6 = isIP(address) === 6;
    list.addSubnet(address, Number(length ?? (isIPv6 ? 128 : 32)), isIPv6 ? "ipv6" : "ipv4");
  }
  return list;
}

export const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

const loopback = toBlockList(["127.0.0.0/8", "::1"]);

/** Whether a host of a URL or a setting, without brackets, is this machine: `localhost` or a loopback address. */
export const isLoopbackHost = (host: string): boolean =>
  host.toLowerCase() === "localhost" || isLoopback(host);

/** On a dual-stack socket an IPv4 address is `::ffff:127.0.0.1`, which BlockList matches as well. */
export const isLoopback = (address: string): boolean => isIn(loopback, address);
