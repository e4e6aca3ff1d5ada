import type { Answer, Ask, AskOptions } from "./ask.ts";

/** Requests of a page of the server, with the cookies that its browser keeps. */
export interface Browser {
  ask(request: string, options?: AskOptions): Promise<Answer>;
  /** The value of the `Cookie` header; empty when there is none. */
  readonly cookie: string;
}

/** What browsers add to the requests of the server's own pages. */
export const ownPage = { "sec-fetch-site": "same-origin" } as const;

export function createBrowser(app: { readonly ask: Ask }): Browser {
  const cookies = new Map<string, string>();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    get cookie() {
      return cookie();
    },
    async ask(request, { key = null, headers, ...options } = {}) {
      const sent = cookies.size === 0 ? {} : { cookie: cookie() };
      const answer = await app.ask(request, {
        ...options,
        key,
        headers: { ...sent, ...ownPage, ...headers },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/Max-Age=0/.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    },
  };
}

/** A browser in which the user of the key is signed in. */
export async function signIn(app: { readonly ask: Ask }, key: string): Promise<Browser> {
  const browser = createBrowser(app);
  const { status, text } = await browser.ask("POST /registry/v1/sessions", { key });
  if (status !== 201) throw new Error(`The sign-in failed: ${text}`);
  return browser;
}
