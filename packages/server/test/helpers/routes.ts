import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { FastifyInstance, RouteOptions } from "fastify";
import { startApp } from "./app.ts";

/** One method at one path of the router. */
export interface Route extends Omit<RouteOptions, "method"> {
  readonly method: string;
  /** `GET /registry/v1/organizations/:organization` */
  readonly name: string;
}

/** Every route of a server, including those outside the dialects. */
export async function collectRoutes(): Promise<readonly Route[]> {
  const routes = new Map<string, Route>();
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook("onRoute", (route) => {
      for (const method of [route.method].flat()) {
        const name = `${method} ${route.url}`;
        routes.set(name, { ...route, method, name });
      }
    });
  subscribe("fastify.initialization", listen);
  const app = await startApp();
  unsubscribe("fastify.initialization", listen);
  await app.close();
  return [...routes.values()];
}

/** Whether carriers call the route. Their signature is its only credential, and no OpenAPI document has it. */
export const isCarrierRoute = ({ url }: Route): boolean => /^\/(?:telephony|api\/webhook)(?:\/|$)/.test(url);
