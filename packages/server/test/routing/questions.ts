import type { Ask } from "../helpers/ask.ts";
import { created, type Organization } from "../helpers/world.ts";

export interface Answer {
  readonly holder: { readonly userId: string } | null;
  readonly source: string;
  readonly ageMs: number;
}

export const question = ({ provider, line }: { provider: string; line: string }) =>
  `GET /registry/v1/routes/inbound?provider=${provider}&to=${encodeURIComponent(line)}`;
export const lookUp = async (ask: Ask, line: { provider: string; line: string }): Promise<Answer> =>
  (await ask(question(line))).json;

/** Numbers that users hold in turns, so that many races run concurrently. */
export async function makeLines(ask: Ask, { id }: Organization, count: number) {
  const at = `/registry/v1/organizations/${id}/numbers`;
  const lines: { id: string; provider: string; line: string }[] = [];
  for (let index = 0; index < count; index++)
    lines.push(await created(ask, at, { provider: "twilio", line: `+1416777${1000 + index}` }));
  return lines;
}
