import type { Fetch } from "../../src/index.ts";

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Step = Response | Error | ((init: RequestInit) => Promise<Response>);

export interface Script {
  readonly fetch: Fetch;
  readonly sent: SentRequest[];
}

/** A `fetch` that answers with the steps in order, and repeats the last one. It stands for a network that fails. */
export function script(...steps: readonly Step[]): Script {
  const sent: SentRequest[] = [];
  return {
    sent,
    async fetch(url, init) {
      const { method = "GET", body } = init;
      sent.push({
        url,
        method,
        headers: new Headers(init.headers),
        body: body === undefined ? undefined : JSON.parse(String(body)),
      });
      const step = steps[Math.min(sent.length, steps.length) - 1];
      if (step === undefined) throw new Error("the script has no step");
      if (step instanceof Error) throw step;
      return step instanceof Response ? step.clone() : step(init);
    },
  };
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json(
    status,
    { type: `urn:whoseline:problem:${code}`, title: "Problem", status, detail: `It is ${code}.`, code },
    { "x-request-id": "req-7", ...headers },
  );
