import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy that cuts each connection after a random number of bytes from the server, while it is told to. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: number;
  readonly #budget: () => number;
  isCutting = true;
  cuts = 0;

  private constructor(target: number, budget: () => number) {
    this.#target = target;
    this.#budget = budget;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** `budget` returns how many bytes the next connection passes on before it is cut. */
  static async open(target: string, budget: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(Number(new URL(target).port), budget);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    const end = () => {
      for (const socket of [client, server]) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true).on("error", end).on("close", end);
    }
    client.on("data", (bytes) => server.write(bytes));
    let left = this.#budget();
    server.on("data", (bytes) => {
      if (!this.isCutting || bytes.length < left) {
        left -= bytes.length;
        return void client.write(bytes);
      }
      this.cuts++;
      // `end` would send what is buffered; the part must arrive, and then nothing more.
      client.write(bytes.subarray(0, left), end);
    });
  }
}
