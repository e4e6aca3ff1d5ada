import { superadminKey } from "../helpers/app.ts";
import { createAsk } from "../helpers/ask.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";
import type { Connection } from "./history.ts";

export interface Connections {
  readonly connections: readonly Connection[];
  close(): Promise<void>;
}

/** One connection to each server, directly and through a proxy. */
export async function openConnections(urls: readonly string[]): Promise<Connections> {
  const proxies: CuttingProxy[] = await Promise.all(urls.map(startCuttingProxy));
  return {
    connections: urls.map((url, index) => ({
      direct: createAsk(url, superadminKey),
      cutting: createAsk((proxies[index] as CuttingProxy).url, superadminKey),
    })),
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
