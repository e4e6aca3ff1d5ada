import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { createFindClient } from "../../src/http/sign-ins/client-address.ts";
import { isNetwork } from "../../src/ip-networks.ts";

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;
const trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];

test.each([
  ["no proxy", [], "203.0.113.7", undefined, "203.0.113.7"],
  ["an untrusted peer's header", trusted, "203.0.113.7", "198.51.100.1", "203.0.113.7"],
  ["one trusted proxy", trusted, "10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["a header that the client forged", trusted, "10.1.2.3", "6.6.6.6, 198.51.100.1", "198.51.100.1"],
  ["two trusted proxies", trusted, "127.0.0.1", "198.51.100.1, 10.9.9.9", "198.51.100.1"],
  ["only trusted proxies", trusted, "127.0.0.1", "10.9.9.8, 10.9.9.9", "10.9.9.8"],
  ["a trusted proxy without the header", trusted, "10.1.2.3", undefined, "10.1.2.3"],
  ["an entry that is no address", trusted, "10.1.2.3", "6.6.6.6, unknown, 10.9.9.9", "10.9.9.9"],
  ["an entry with a port", trusted, "10.1.2.3", "198.51.100.1:4711", "198.51.100.1"],
  ["an IPv6 entry with a port", trusted, "10.1.2.3", "[2001:db8::1]:4711", "2001:db8::1"],
  ["a peer on a dual-stack socket", trusted, "::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["an IPv6 proxy", trusted, "fd12::1", "198.51.100.1", "198.51.100.1"],
])("finds the client behind %s", (_, proxies, peer, forwarded, address) => {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  expect(createFindClient(proxies)(request(peer, headers)).address).toBe(address);
});

test("never believes Forwarded and X-Real-IP", () => {
  const headers = { forwarded: "for=6.6.6.6", "x-real-ip": "6.6.6.6" };
  expect(createFindClient(trusted)(request("10.1.2.3", headers)).address).toBe("10.1.2.3");
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:0:0:ffff::", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("the network of %s is %s", (address, network) => {
  expect(createFindClient()(request(address)).network).toBe(network);
});

test("a forwarded request may be a proxy's only if no proxies are configured", () => {
  const forwarded = request("203.0.113.7", { via: "1.1 proxy" });
  expect(createFindClient()(forwarded).mayBeProxy).toBe(true);
  expect(createFindClient(trusted)(forwarded).mayBeProxy).toBe(false);
  expect(createFindClient()(request("203.0.113.7")).mayBeProxy).toBe(false);
});

test.each(["10.0.0.0/8", "10.0.0.1", "::1", "fd00::/8", "0.0.0.0/0"])("%s is a network", (text) =>
  expect(isNetwork(text)).toBe(true),
);
test.each(["", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "proxy", "10.0.0.0/", "10.0.0.0/8/8"])(
  "%j is not a network",
  (text) => expect(isNetwork(text)).toBe(false),
);
