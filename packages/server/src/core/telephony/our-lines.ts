import { providers } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";

/** Whether one of the lines is in the inventory of any organization, at any provider. */
export async function isOurLine(services: CoreServices, ...lines: readonly string[]): Promise<boolean> {
  const { snapshot } = services.routeIndexSync;
  if (snapshot !== undefined) return lines.some((line) => snapshot.index.hasLine(line));
  const { routes } = services.store.platform;
  for (const line of lines)
    for (const provider of providers) if ((await routes.line(provider, line)) !== undefined) return true;
  return false;
}
