import { superadminKey } from "../helpers/app.ts";
import { createAsk } from "../helpers/ask.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";
import type { Route } from "./history.ts";

export interface Routes {
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

/** One route to each server, each with a proxy of its own. */
export async function openRoutes(urls: readonly string[]): Promise<Routes> {
  const proxies: CuttingProxy[] = await Promise.all(urls.map(startCuttingProxy));
  return {
    routes: urls.map((url, index) => ({
      direct: createAsk(url, superadminKey),
      cutting: createAsk((proxies[index] as CuttingProxy).url, superadminKey),
    })),
    async close() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
