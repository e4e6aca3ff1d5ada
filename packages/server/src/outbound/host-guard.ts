import { promises as dns, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { buildConnector } from "undici";
import { isPublicAddress } from "./public-address.ts";

/** Returns the addresses of a host name; rejects when it has none. */
export type ResolveHost = (host: string) => Promise<readonly LookupAddress[]>;

export interface HostGuardOptions {
  /** Hosts that may be private and may be reached without TLS: names and addresses, in lower case. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** DNS by default. */
  readonly resolveHost?: ResolveHost | undefined;
}

/** A connection that was refused before it was opened. */
export class AddressNotAllowed extends Error {
  override readonly name = "AddressNotAllowed";
  readonly code = "ERR_ADDRESS_NOT_ALLOWED";
}

const dnsMs = 5000;

/**
 * Refuses connections to hosts that are not on the public internet, so that nobody can make this server send requests
 * into its own network. A check of the URL alone is not enough: a name can have another address at the next lookup, and a
 * connector does not look up a literal address. Every connection is therefore checked where it is opened.
 */
export class HostGuard {
  readonly #allowed: ReadonlySet<string>;
  readonly #resolveHost: ResolveHost;

  constructor({ allowedHosts = [], resolveHost = resolveByDns }: HostGuardOptions = {}) {
    this.#allowed = new Set(allowedHosts);
    this.#resolveHost = resolveHost;
  }

  /** Why the URL cannot be used, to follow its name in a sentence; undefined when it can. Looks nothing up. */
  urlProblem(text: string): string | undefined {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) return "must be an https URL";
    if (url.username !== "" || url.password !== "") return "must not contain a user name or a password";
    if (url.hash !== "") return "must not contain a fragment";
    const host = hostOf(url.hostname);
    if (this.#allowed.has(host)) return undefined;
    if (url.protocol !== "https:") return "must be an https URL";
    return isPrivateHost(host) ? "must be a host on the public internet" : undefined;
  }

  /** Like `urlProblem`, and looks the host up. A host that has no address at present can be used. */
  async currentProblem(text: string): Promise<string | undefined> {
    const problem = this.urlProblem(text);
    if (problem !== undefined) return problem;
    try {
      await this.#addressesOf(hostOf(new URL(text).hostname));
    } catch (error) {
      if (error instanceof AddressNotAllowed) return "must be a host on the public internet";
    }
    return undefined;
  }

  /** Opens the connections of an undici dispatcher, whose library the caller passes. */
  connector(
    build: typeof buildConnector,
    options: buildConnector.BuildOptions = {},
  ): buildConnector.connector {
    const connect = build({ ...options, lookup: this.#lookup });
    return (target, callback) => {
      const host = hostOf(target.hostname);
      if (!this.#allowed.has(host) && isPrivateHost(host)) return callback(notAllowed(), null);
      connect(target, callback);
    };
  }

  readonly #lookup: LookupFunction = (host, { all }, callback) => {
    this.#addressesOf(hostOf(host)).then(
      (addresses) => {
        const [first] = addresses;
        if (all || first === undefined) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, []),
    );
  };

  /** Throws when any address of the host is not public: a client tries all of them. */
  async #addressesOf(host: string): Promise<readonly LookupAddress[]> {
    if (this.#allowed.has(host)) return dns.lookup(host, { all: true });
    const family = isIP(host);
    const addresses = family === 0 ? await this.#resolveHost(host) : [{ address: host, family }];
    if (addresses.some(({ address }) => !isPublicAddress(address))) throw notAllowed();
    return addresses;
  }
}

const notAllowed = () => new AddressNotAllowed("The host is not on the public internet.");

/** The host of a URL as settings name it: without brackets and the dot of a complete name. */
const hostOf = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

/** A literal address that is not public, or a name of this host. */
const isPrivateHost = (host: string): boolean =>
  isIP(host) === 0 ? /(?:^|\.)localhost$/.test(host) || host === "" : !isPublicAddress(host);

/**
 * Asks the DNS servers and not the system's resolver, whose lookups block threads that the database needs for its
 * `fdatasync`. Names in `/etc/hosts` are not found.
 */
async function resolveByDns(host: string): Promise<readonly LookupAddress[]> {
  const resolver = new dns.Resolver({ timeout: dnsMs, tries: 2 });
  const of = (family: 4 | 6, found: Promise<string[]>) =>
    found.then((addresses) => addresses.map((address) => ({ address, family })));
  const results = await Promise.allSettled([of(4, resolver.resolve4(host)), of(6, resolver.resolve6(host))]);
  const addresses = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const [failed] = results.filter((result) => result.status === "rejected");
  if (addresses.length === 0) throw failed?.reason ?? new Error("the host has no address");
  return addresses;
}
