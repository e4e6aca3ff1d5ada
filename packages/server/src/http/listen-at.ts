import type { ListenOptions, Server } from "node:net";

/** Resolves with the port when the server listens. Rejects when it cannot. */
export async function listenAt(server: Server, options: ListenOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen(options, resolve);
  await promise;
  server.off("error", reject);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
