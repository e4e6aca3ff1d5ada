import { expect, test } from "vitest";
import { MainThread } from "../../src/lookup-plane/main-thread.ts";
import type { FromThread } from "../../src/lookup-plane/questions.ts";

test("a question of a client that is already gone is asked, and ends at once", async () => {
  const sent: FromThread[] = [];
  const main = new MainThread({ postMessage: (message) => sent.push(message) });
  const question = { kind: "signIn", credential: "wl_wrong", address: "127.0.0.1" } as const;
  await expect(main.ask(question, 600_000, AbortSignal.abort())).rejects.toMatchObject({
    code: "response_timeout",
  });
  // The main thread counts the failed sign-in, and does not delay its answer.
  expect(sent).toEqual([
    { type: "question", id: 1, question },
    { type: "abort", id: 1 },
  ]);
});
