import { Client, type ClientConfig } from "pg";
import { StorageUnavailable } from "../contract/storage-unavailable.ts";
import type { ConnectionUrl } from "./connection-url.ts";
import { isReadOnlyText } from "./postgres-sql.ts";
import { ask } from "./session.ts";

/** A server of the URL rejects writes. */
export class NoWritableServer extends StorageUnavailable {}

/** The servers of a URL. Remembers the one that was usable last, until a connection to it fails. */
class ServerList {
  readonly #url: ConnectionUrl;
  readonly #config: ClientConfig;
  #current: string | undefined;
  #search: Promise<string> | undefined;

  constructor(url: ConnectionUrl, config: ClientConfig) {
    this.#url = url;
    this.#config = config;
  }

  /** The URL of the first server that is usable, tried in turn. Throws when there is none. */
  async find(): Promise<string> {
    if (this.#current !== undefined) return this.#current;
    this.#search ??= this.#findFirst().finally(() => {
      this.#search = undefined;
    });
    return this.#search;
  }

  /** Throws unless the server of an open connection is usable. */
  async require(client: Client): Promise<void> {
    if (!this.#url.requiresWritable) return;
    const { rows } = await ask(client, isReadOnlyText);
    if (rows[0]?.isReadOnly) throw new NoWritableServer("the server is a standby or read-only");
  }

  /** The next connection searches again. */
  forget(server: string): void {
    if (this.#current === server) this.#current = undefined;
  }

  async #findFirst(): Promise<string> {
    const failures: unknown[] = [];
    for (const server of this.#url.servers) {
      const client = new Client({ ...this.#config, connectionString: server });
      client.on("error", () => {});
      try {
        await client.connect();
        await this.require(client);
        this.#current = server;
        return server;
      } catch (error) {
        failures.push(error);
      } finally {
        void client.end().catch(() => {});
      }
    }
    throw failures.find((failure) => failure instanceof NoWritableServer) ?? failures[0];
  }
}

interface Address {
  host: string;
  port: number;
}

/** A class of clients, for a pool, that connect to the first usable server of the URL. */
export function clientOf(url: ConnectionUrl, config: ClientConfig): typeof Client {
  const servers = new ServerList(url, config);
  const connect = async (client: Client): Promise<void> => {
    const server = await servers.find();
    const { host, port } = new Client({ ...config, connectionString: server });
    Object.assign(client as Address, { host, port });
    try {
      await (Client.prototype.connect as () => Promise<unknown>).call(client);
      await servers.require(client);
    } catch (error) {
      servers.forget(server);
      throw error;
    }
  };
  return class extends Client {
    override connect = ((callback?: (error?: Error) => void) => {
      const connected = connect(this as Client);
      if (callback === undefined) return connected;
      return void connected.then(() => callback(), callback);
    }) as Client["connect"];
  };
}
