import type { NounSpec } from "../command-spec.ts";
import { syncVerbs } from "./carrier-syncs.ts";
import { exampleIds } from "./example-ids.ts";

const url = "https://edge.acme.example";
const secrets = `--secrets '{"authToken":"new"}'`;

/** The commands for the accounts of an organization and of the platform differ in their names only. */
const commandsFor = (
  command: "carrier-accounts" | "platform-carrier-accounts",
  noun: "CarrierAccount" | "PlatformCarrierAccount",
  parameter: "carrierAccount" | "platformCarrierAccount",
): NounSpec => {
  const id = exampleIds[parameter];
  return {
    verbs: {
      create: {
        operation: `create${noun}`,
        args: ["provider", "name", "publicUrl"],
        examples: [
          `${command} create telnyx Telnyx ${url}`,
          `${command} create twilio Main ${url} --identifiers '{"accountSid":"AC1"}' --unanswered-action voicemail`,
        ],
        undo: { kind: "command", command: `${command} delete {id}` },
      },
      list: { operation: `list${noun}s`, examples: [`${command} list`, `${command} list --output csv`] },
      get: {
        operation: `get${noun}`,
        examples: [`${command} get ${id}`, `${command} get ${id} --output json`],
      },
      update: {
        operation: `update${noun}`,
        examples: [
          `${command} update ${id} --ring-seconds 30`,
          `${command} update ${id} --status disabled --dry-run`,
        ],
      },
      delete: {
        operation: `delete${noun}`,
        confirm: `Delete the carrier account {${parameter}} with its secrets?`,
        examples: [`${command} delete ${id} --dry-run`, `${command} delete ${id} --yes`],
      },
      "rotate-secrets": {
        operation: `rotate${noun}Secrets`,
        confirm: `Replace secrets of the carrier account {${parameter}}?`,
        examples: [
          `${command} rotate-secrets ${id} ${secrets} --dry-run`,
          `${command} rotate-secrets ${id} ${secrets} --overlap-seconds 3600 --yes`,
        ],
      },
      setup: {
        operation: `get${noun}Setup`,
        examples: [`${command} setup ${id}`, `${command} setup ${id} --output json`],
      },
      ...syncVerbs(command, noun, parameter),
      test: {
        operation: `test${noun}`,
        examples: [`${command} test ${id}`, `${command} test ${id} --output json`],
      },
    },
  };
};

export const carrierAccounts = commandsFor("carrier-accounts", "CarrierAccount", "carrierAccount");
export const platformCarrierAccounts = commandsFor(
  "platform-carrier-accounts",
  "PlatformCarrierAccount",
  "platformCarrierAccount",
);
