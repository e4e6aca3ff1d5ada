import { openBare } from "../truth-world.ts";

/** Sends the time from the start of the process until all rows of an index were read, one statement per table. */
const bare = await openBare(process.argv[2] ?? "");
const statements = [
  "select id, status from organizations",
  "select organization_id, id, status, endpoints from users where status <> 'removed'",
  "select organization_id, id, provider, line, cooling_until, reserved_until from numbers where released_at is null",
  "select id, number_id, user_id, is_default, is_inbound_enabled, is_outbound_enabled, assigned_at from assignments where unassigned_at is null",
];
for (const statement of statements) await bare.all(statement);
process.send?.(performance.now());
process.disconnect();
await bare.close();
