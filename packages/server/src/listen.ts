import { isIPv6 } from "node:net";
import type { App } from "./app.ts";
import { backlog } from "./http/limits.ts";

export interface ListenAddress {
  readonly port: number;
  readonly host: string;
}

/** Makes the server listen and returns its base URL. Throws an error for the operator. */
export async function listen(server: App["server"], { port, host }: ListenAddress): Promise<string> {
  try {
    return await server.listen({ port, host, backlog });
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, { port, host });
  }
}

/** Codes of an address or a name that is not of this machine. */
const wrongHost = ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"];

function explained(error: NodeJS.ErrnoException, { port, host }: ListenAddress): Error {
  const { code = "" } = error;
  const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  if (code === "EADDRINUSE")
    return new Error(
      `Another program listens at ${address}. Stop it, or choose another port with PORT or --port.`,
      { cause: error },
    );
  if (code === "EACCES")
    return new Error(
      `This user is not allowed to listen at ${address}. Choose a port from 1024 on with PORT or --port.`,
      { cause: error },
    );
  if (wrongHost.includes(code))
    return new Error(
      `HOST (--host) must be an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all interfaces; ${host} is none (${code}).`,
      { cause: error },
    );
  return error;
}
