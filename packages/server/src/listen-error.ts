import { isIPv6 } from "node:net";

export interface ListenAddress {
  readonly port: number;
  readonly host: string;
}

/** As in a URL. */
export const hostAndPort = ({ host, port }: ListenAddress): string =>
  `${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** Codes of an address or a name that is not of this machine. */
const wrongHost = ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"];

/** The error for the operator; `settings` are the names of those with which the address is chosen. */
export function explainListenError(
  error: NodeJS.ErrnoException,
  address: ListenAddress,
  settings: { readonly port: string; readonly host: string },
): Error {
  const sentence = sentenceOf(error.code ?? "", address, settings);
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}

function sentenceOf(
  code: string,
  address: ListenAddress,
  settings: { readonly port: string; readonly host: string },
): string | undefined {
  if (code === "EADDRINUSE")
    return `Another program listens at ${hostAndPort(address)}. Stop it, or choose another port with ${settings.port}.`;
  if (code === "EACCES")
    return `This user is not allowed to listen at ${hostAndPort(address)}. Choose a port from 1024 on with ${settings.port}.`;
  if (wrongHost.includes(code))
    return `${settings.host} must be an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all interfaces; ${address.host} is none (${code}).`;
  return undefined;
}
