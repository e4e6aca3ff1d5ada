import { connect, createServer, type Server, type Socket } from "node:net";

/** How a connection is handled: forwarded, closed at once, or accepted and never answered. */
export type ProxyMode = "pass" | "cut" | "hang";

/** A TCP proxy with a stable address whose target can be cut, can hang or can be replaced. */
export class TcpProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #alone = new Set<Socket>();
  #mode: ProxyMode = "pass";
  #isStalled = false;
  target: number;

  private constructor(target: number) {
    this.target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    proxy.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    await promise;
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return address.port;
  }

  /** Applies to new connections; any mode but `pass` also closes existing ones. */
  set(mode: ProxyMode): void {
    this.#mode = mode;
    if (mode !== "pass") this.cut();
    else for (const socket of this.#alone) socket.destroy();
  }

  /** Closes every connection; new ones are handled by the mode. */
  cut(): void {
    for (const [client, server] of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    for (const socket of this.#alone) socket.destroy();
  }

  /** Keeps connections open and forwards nothing in either direction until `flow`. */
  stall(): void {
    this.#isStalled = true;
    for (const socket of [...this.#pairs].flat()) socket.pause();
  }

  flow(): void {
    this.#isStalled = false;
    for (const socket of [...this.#pairs].flat()) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    client.on("error", () => {});
    if (this.#mode === "cut") return void client.destroy();
    if (this.#mode === "hang") {
      this.#alone.add(client);
      client.once("close", () => this.#alone.delete(client)).resume();
      return;
    }
    const server = connect(this.target, "127.0.0.1");
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    pass(client, server, () => this.#pairs.delete(pair));
    pass(server, client, () => this.#pairs.delete(pair));
    if (this.#isStalled) this.stall();
  }
}

function pass(from: Socket, to: Socket, ended: () => void): void {
  from.setNoDelay(true);
  from.on("error", () => {});
  from.on("data", (bytes) => to.write(bytes));
  from.on("close", () => {
    to.destroy();
    ended();
  });
}
