import fc from "fast-check";
import type { RunningApp } from "../helpers/app.ts";
import type { nativeOf } from "../helpers/native.ts";
import { dayMs, hourMs } from "../helpers/time.ts";
import type { Organization } from "../helpers/world.ts";

/** What a command may touch: what there is grows as commands run. */
export interface Stage {
  readonly app: RunningApp;
  readonly acme: Organization;
  readonly admin: ReturnType<typeof nativeOf>;
  readonly platform: ReturnType<typeof nativeOf>;
  readonly users: string[];
  readonly numbers: { id: string; line: string; serial: number }[];
  readonly groups: string[];
  /** Makes names that nothing else in this database has. */
  readonly unique: () => number;
}

export interface Command {
  readonly name: (typeof names)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly isOn: boolean;
}

const names = [
  ...([
    "give",
    "give",
    "give",
    "take",
    "take",
    "transfer",
    "reserve",
    "rename",
    "release",
    "addNumber",
  ] as const),
  ...([
    "addUser",
    "removeUser",
    "updateUser",
    "reach",
    "offboard",
    "undoOffboarding",
    "undoEvent",
    "undoEvent",
  ] as const),
  ...(["join", "leave", "deleteGroup", "cool", "clock", "tether", "telnyx", "ippanel"] as const),
];

export const command: fc.Arbitrary<Command> = fc.record({
  name: fc.constantFrom(...names),
  a: fc.nat(20),
  b: fc.nat(20),
  c: fc.nat(20),
  isOn: fc.boolean(),
});

const pick = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

/** Asks for it; a refusal is as good as anything else. */
export async function run(stage: Stage, { name, a, b, c, isOn }: Command): Promise<void> {
  const { admin, platform, app, acme } = stage;
  const [user, other] = [pick(stage.users, a), pick(stage.users, b)];
  const number = pick(stage.numbers, c);
  const group = pick(stage.groups, c);
  const holder = `/numbers/${number.id}/holders/${user}`;
  const reason = isOn ? { reason: "Because." } : {};
  switch (name) {
    case "give": {
      const label = pick([null, "Desk", "Front"], b);
      const flags = { isDefault: isOn, isInboundEnabled: b % 2 === 0, isOutboundEnabled: b % 3 > 0, label };
      await admin.put(holder, { ...flags, ...(b % 5 === 0 && { reason: "Because." }) });
      return;
    }
    case "take":
      await admin.delete(holder);
      return;
    case "transfer":
      await admin.post(`/numbers/${number.id}/transfer`, { from: user, to: other, ...reason });
      return;
    case "reserve": {
      const until = new Date(app.clock.now + b * dayMs).toISOString();
      await admin.patch(`/numbers/${number.id}`, { reservedFor: isOn ? { userId: user, until } : null });
      return;
    }
    case "rename":
      await admin.patch(`/numbers/${number.id}`, { alias: `alias ${b}` });
      return;
    case "release":
      await admin.delete(`/numbers/${number.id}`);
      return;
    case "addNumber": {
      const line = `+1${String(stage.unique()).padStart(10, "0")}`;
      const { status, json } = await platform.post("/numbers", {
        provider: pick(["twilio", "ippanel"], a),
        line,
      });
      if (status === 201) stage.numbers.push(json);
      return;
    }
    case "addUser": {
      const { json } = await admin.post("/users", {
        name: "New",
        email: `new${stage.unique()}@acme.example`,
      });
      stage.users.push(json.id);
      return;
    }
    case "removeUser":
      await admin.delete(`/users/${user}`);
      return;
    case "updateUser":
      await admin.patch(`/users/${user}`, { name: `Name ${b}`, status: isOn ? "active" : "disabled" });
      return;
    case "reach": {
      const endpoints = ["client:ana", "sip:ana@example.com", "tel:+14165550102"].slice(b % 4);
      await admin.put(`/users/${user}/endpoints`, { endpoints: isOn ? endpoints : endpoints.toReversed() });
      return;
    }
    case "offboard":
      await admin.post(`/users/${user}/offboarding`, {
        numbers: [{ number: number.id, to: other }],
        ...reason,
      });
      return;
    case "undoOffboarding": {
      const { items } = (await admin.get("/offboardings")).json;
      if (items.length > 0)
        await admin.post(`/offboardings/${pick(items as { id: string }[], a).id}/undo`, reason);
      return;
    }
    case "undoEvent": {
      const { head } = (await admin.get("/events?limit=1")).json;
      await admin.post(`/events/${Math.max(1, head - a)}/undo`, reason);
      return;
    }
    case "join":
      await admin.put(`/groups/${group}/members/${user}`);
      return;
    case "leave":
      await admin.delete(`/groups/${group}/members/${user}`);
      return;
    case "deleteGroup": {
      await admin.delete(`/groups/${group}`);
      const { json } = await admin.post("/groups", { name: `Group ${stage.unique()}` });
      stage.groups.push(json.id);
      return;
    }
    case "cool":
      await admin.patch("", { coolingDays: isOn ? 0 : a });
      return;
    case "clock":
      app.clock.now += isOn ? a * dayMs : -a * hourMs;
      return;
    case "tether": {
      const body = { targetUserId: user, provider: "twilio", phoneNumber: number.line, transfer: isOn };
      await app.ask(`POST /api/organizations/${acme.id}/phone-numbers`, { body });
      return;
    }
    case "telnyx":
      await app.ask(`POST /v2/organizations/users/${user}/actions/remove`, { key: acme.admin.key });
      return;
    case "ippanel": {
      const body = { number_id: number.serial, target_user_id: a + 1, send: true, gets: isOn };
      await app.ask("POST /v1/api/numbers/assign", { key: acme.admin.key, body });
      return;
    }
  }
}
