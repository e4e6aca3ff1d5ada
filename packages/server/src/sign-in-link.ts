import type { App } from "./app.ts";
import type { Config } from "./config.ts";
import { consolePath } from "./http/pages/console.ts";
import { isLoopbackName } from "./http/sessions/page-origin.ts";

/**
 * The link with which the operator signs in to the console once after the first start; undefined when it would go over a
 * network without encryption, and when the database has a superadmin already. Its secret is in the fragment, which
 * browsers do not send.
 */
export async function firstSignInLink(
  { installation, superadmin }: App,
  { hasConsole, host, publicUrl }: Pick<Config, "hasConsole" | "host" | "publicUrl">,
  address: string,
): Promise<string | undefined> {
  const isPrivate = publicUrl === undefined ? isLoopback(host) : publicUrl.startsWith("https:");
  if (!hasConsole || !isPrivate || superadmin.createdKey === undefined) return undefined;
  const secret = await installation.createSignInLink(superadmin.userId);
  return `${publicUrl ?? address}${consolePath}#once=${secret}`;
}

const isLoopback = (host: string): boolean => isLoopbackName(host.includes(":") ? `[${host}]` : host);
