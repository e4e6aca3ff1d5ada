import type { Drift, NumberId, OrganizationId } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import { mutate } from "../kernel/mutate.ts";
import { systemContext } from "../kernel/system-context.ts";
import { storeNumber } from "../numbers/store-number.ts";
import type { SeenNumber } from "../telephony/carrier-client.ts";
import type { HeldNumber } from "./compare-inventories.ts";

/** Numbers of one commit. */
const numbersPerCommit = 100;

interface Compared {
  readonly here: readonly HeldNumber[];
  readonly there: readonly SeenNumber[];
  readonly drifts: readonly Drift[];
}

/** Stores at the numbers whether the carrier still has them, each change with its event. */
export async function markMissing(services: CoreServices, { here, there, drifts }: Compared): Promise<void> {
  const missing = new Set(
    drifts.flatMap(({ kind, numberId }) => (kind === "missingThere" ? (numberId ?? []) : [])),
  );
  const seen = new Set(there.map(({ line }) => line));
  const found = here.filter(({ line }) => seen.has(line));
  await mark(
    services,
    here.filter(({ id }) => missing.has(id)),
    true,
  );
  await mark(services, found, false);
}

async function mark(
  services: CoreServices,
  numbers: readonly HeldNumber[],
  isMissing: boolean,
): Promise<void> {
  for (const [organizationId, ofOrganization] of Map.groupBy(numbers, (it) => it.organizationId)) {
    const stale = await idsToChange(services, organizationId, { numbers: ofOrganization, isMissing });
    for (let from = 0; from < stale.length; from += numbersPerCommit)
      await change(services, organizationId, { ids: stale.slice(from, from + numbersPerCommit), isMissing });
  }
}

/** Without the numbers that are marked already, which are most. */
async function idsToChange(
  { store }: CoreServices,
  organizationId: OrganizationId,
  { numbers, isMissing }: { readonly numbers: readonly HeldNumber[]; readonly isMissing: boolean },
): Promise<readonly NumberId[]> {
  const marked = new Set(await store.read(organizationId).numbers.missingAtCarrier());
  return numbers.map(({ id }) => id).filter((id) => marked.has(id) !== isMissing);
}

async function change(
  services: CoreServices,
  organizationId: OrganizationId,
  { ids, isMissing }: { readonly ids: readonly NumberId[]; readonly isMissing: boolean },
): Promise<void> {
  const reason = isMissing
    ? "The carrier does not have this number any more."
    : "The carrier has this number again.";
  const context = systemContext(services, organizationId, "carrier-sync");
  await mutate(context, { permission: "numbers:write", reason }, async (unitOfWork) => {
    for (const id of ids) {
      const [number] = await unitOfWork.tx.numbers.find({ id });
      if (number === undefined || number.releasedAt !== null) continue;
      if ((number.carrierMissingAt !== null) === isMissing) continue;
      await storeNumber(unitOfWork, number, { carrierMissingAt: isMissing ? unitOfWork.at : null });
    }
    return {};
  });
}
