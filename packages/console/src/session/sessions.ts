import { client } from "./client.ts";

/** Exchanges an API key or a JWT for a session, which the browser keeps as a cookie that the page cannot read. */
export const signInWithKey = (key: string) => client.with({ apiKey: key }).sessions.create();

/** Ends the session of this browser. */
export const signOut = () => client.sessions.endOwn({ session: "current" });
