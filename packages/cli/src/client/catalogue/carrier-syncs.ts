import type { NounSpec } from "../command-spec.ts";
import { exampleIds } from "./example-ids.ts";

const { carrierSyncItem: item } = exampleIds;

/** The commands for comparisons with a carrier. */
export const syncVerbs = (
  command: "carrier-accounts" | "platform-carrier-accounts",
  noun: "CarrierAccount" | "PlatformCarrierAccount",
  parameter: "carrierAccount" | "platformCarrierAccount",
): NounSpec["verbs"] => {
  const id = exampleIds[parameter];
  const isOfPlatform = parameter === "platformCarrierAccount";
  const [ofSync, ofItem] = isOfPlatform
    ? (["platformCarrierSync", "platformCarrierSyncItem"] as const)
    : (["carrierSync", "carrierSyncItem"] as const);
  const sync = exampleIds[ofSync];
  return {
    sync: {
      operation: `start${noun}Sync`,
      examples: [`${command} sync ${id} --dry-run`, `${command} sync ${id} --dry-run --output json`],
    },
    syncs: {
      operation: `list${noun}Syncs`,
      examples: [`${command} syncs ${id}`, `${command} syncs ${id} --output csv`],
    },
    "get-sync": {
      operation: `get${noun}Sync`,
      examples: [`${command} get-sync ${id} ${sync}`, `${command} get-sync ${id} ${sync} --output json`],
    },
    "sync-items": {
      operation: `list${noun}SyncItems`,
      examples: [
        `${command} sync-items ${id} ${sync} --kind missingHere`,
        `${command} sync-items ${id} ${sync} --state open --output csv`,
      ],
    },
    "apply-sync": {
      operation: `apply${noun}Sync`,
      confirm: `Take the numbers and names of the comparison {${ofSync}} over?`,
      examples: [
        `${command} apply-sync ${id} ${sync} --kind nameDiffers --dry-run`,
        `${command} apply-sync ${id} ${sync} --item ${isOfPlatform ? `${item}=acme` : item} --dry-run`,
      ],
    },
    "set-webhook": {
      operation: `set${noun}Webhook`,
      confirm: `Change the webhook of {${ofItem}} at the carrier?`,
      examples: [
        `${command} set-webhook ${id} ${sync} ${item} --dry-run`,
        `${command} set-webhook ${id} ${sync} ${item} --dry-run --output json`,
      ],
      undo: {
        kind: "command",
        command: `${command} undo-webhook {${parameter}} {${ofSync}} {${ofItem}}`,
      },
    },
    "undo-webhook": {
      operation: `undo${noun}Webhook`,
      confirm: `Set the webhook of {${ofItem}} at the carrier as it was before?`,
      examples: [
        `${command} undo-webhook ${id} ${sync} ${item} --dry-run`,
        `${command} undo-webhook ${id} ${sync} ${item} --dry-run --output json`,
      ],
    },
  };
};
