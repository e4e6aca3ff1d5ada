import type { App } from "./app.ts";
import { backlog } from "./http/limits.ts";
import { explainListenError, type ListenAddress } from "./listen-error.ts";

export type { ListenAddress } from "./listen-error.ts";

/** Makes the server listen and returns its base URL. Throws an error for the operator. */
export async function listen(server: App["server"], { port, host }: ListenAddress): Promise<string> {
  try {
    return await server.listen({ port, host, backlog });
  } catch (error) {
    throw explainListenError(
      error as NodeJS.ErrnoException,
      { port, host },
      { port: "PORT or --port", host: "HOST (--host)" },
    );
  }
}
