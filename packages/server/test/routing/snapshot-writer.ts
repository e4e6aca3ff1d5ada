import { writeSnapshot } from "../../src/core/routing/snapshot-file.ts";
import type { NumberId, OrganizationId } from "../../src/model.ts";
import { imageOf } from "../../src/routing/memory/memory-image.ts";
import { RouteIndex } from "../../src/routing/route-index.ts";

/** Writes snapshots to the path until it is killed, and sends a message after each. */
const [path = ""] = process.argv.slice(2);
const index = new RouteIndex();
for (let number = 0; number < 20_000; number++)
  index.setNumber("1".repeat(24) as OrganizationId, {
    id: number.toString(16).padStart(24, "0") as NumberId,
    provider: "twilio",
    line: `+1613${1_000_000 + number}`,
    coolingUntil: null,
    reservedUntil: null,
  });
for (let seq = 1; ; seq++) {
  const positions = [{ organizationId: "1".repeat(24) as OrganizationId, seq, at: 0, hash: "" }];
  await writeSnapshot(path, { identity: "", positions }, imageOf(index.memory), () => true);
  process.send?.("written");
}
