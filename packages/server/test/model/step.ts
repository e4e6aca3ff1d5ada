import { change } from "./changes.ts";
import { type Act, dialectOf, isPlatforms, isRead } from "./operations.ts";
import { read } from "./read.ts";
import { day, number, Refusal, user } from "./rules.ts";
import type { Org, World } from "./state.ts";

export interface Expected {
  /** "ok", or the code of the refusal. */
  readonly code: string;
  readonly answer?: unknown;
}

/** What an act makes of the world, and what must be answered. The world that is given stays as it is. */
export function step(world: World, act: Act, now: number, fingerprint: string): [World, Expected] {
  const draft = structuredClone(world);
  try {
    admit(draft, act);
    const answer = isRead(act)
      ? read(draft.orgs[act.org] as Org, act, now)
      : once(draft, act, now, fingerprint);
    return [draft, { code: "ok", answer: structuredClone(answer) }];
  } catch (error) {
    if (error instanceof Refusal) return [world, { code: error.code }];
    throw error;
  }
}

function admit({ orgs }: World, act: Act): void {
  if (isPlatforms(act)) return;
  const caller = act.isForeign ? 1 - act.org : act.org;
  if (act.kind === "add") throw new Refusal("insufficient_role");
  if (orgs[caller]?.status === "suspended") throw new Refusal("organization_suspended");
  if (act.isForeign) throw new Refusal("organization_not_found");
}

/** A repeated request gets its first answer again, for a day. */
function once(world: World, act: Act, now: number, fingerprint: string): unknown {
  const org = world.orgs[act.org] as Org;
  const at = Math.max(now, org.lastAt);
  if (act.kind === "transfer" && act.from === act.to) throw new Refusal("validation_failed");
  if (act.kind === "organization" && act.coolingDays === undefined && act.status === undefined)
    throw new Refusal("validation_failed");
  if (act.kind === "setUser" && act.status === "removed") throw new Refusal("validation_failed");
  if (act.kind === "setEndpoints" && new Set(act.endpoints).size < act.endpoints.length)
    throw new Refusal("validation_failed");
  if (act.kind === "ippanelAssign" || act.kind === "ippanelUnassign") selectBoth(org, act);
  const others = world.orgs[1 - act.org] as Org;
  const hands = { org, others, at, dialect: dialectOf(act), reason: act.reason };
  const key = act.kind === "telnyxRemove" ? (act.key ?? `retry ${act.user}`) : act.key;
  if (key === undefined) return change(hands, act);
  const credential = isPlatforms(act) ? "super" : `owner ${act.org}`;
  const name = `${hands.dialect} ${key}`;
  const replaces = act.kind === "telnyxRemove" && act.key === undefined && !act.isRetry;
  const isThis = (it: World["kept"][number]) => it.credential === credential && it.key === name;
  world.kept = world.kept.filter(
    (it) => it.credential !== credential || (it.at >= at - day && !(replaces && isThis(it))),
  );
  const kept = world.kept.find(isThis);
  if (kept && kept.fingerprint !== fingerprint) throw new Refusal("idempotency_key_reused");
  if (kept) return kept.answer;
  const answer = change(hands, act);
  world.kept.push({ credential, key: name, fingerprint, answer: structuredClone(answer), at });
  return answer;
}

/** IPPanel's names are looked up before anything else, and fit no released number and no removed user. */
function selectBoth(org: Org, act: { user: number; number: number }): void {
  try {
    user(org, act.user);
    if (number(org, act.number).releasedAt !== null) throw new Refusal("number_not_found");
  } catch {
    throw new Refusal("validation_failed");
  }
}
