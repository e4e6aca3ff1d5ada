import { client } from "./client.ts";

/** Exchanges an API key or a JWT for a session, which the browser keeps as a cookie that the page cannot read. */
export const signInWithKey = (key: string): PromiseLike<unknown> =>
  client.with({ apiKey: key }).request({ method: "POST", path: "/sessions" });

export const signOut = (): PromiseLike<unknown> =>
  client.request({ method: "DELETE", path: "/sessions/current" });
