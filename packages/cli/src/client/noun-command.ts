import { Command, InvalidArgumentError, Option } from "commander";
import type { CommandSpec, NounSpec } from "./command-spec.ts";
import { contract } from "./contract.ts";
import type { ContractOperation } from "./contract-types.ts";
import { addFields } from "./fields.ts";
import type { Io } from "./io.ts";
import { formats } from "./output-format.ts";

/** Adds the verbs of a noun, or what the noun does alone. */
export function addVerbs(noun: Command, { verbs }: NounSpec, io: Io): void {
  for (const [verb, spec] of Object.entries(verbs)) {
    const command = verb === "" ? noun : new Command(verb).copyInheritedSettings(noun);
    addVerb(command, spec, io);
    if (verb !== "") noun.addCommand(command);
  }
}

function addVerb(command: Command, spec: CommandSpec, io: Io): void {
  const operation: ContractOperation = contract[spec.operation];
  const fields = addFields(command, spec, operation);
  if (operation.kind === "download")
    command.argument("<file>", "where to write it; replaced only by a complete backup");
  command.description(operation.summary);
  addGeneralOptions(command, spec, operation);
  addConnectionOptions(command);
  command.addHelpText("after", helpOf(spec, operation));
  command.action(async () => {
    const { perform } = await import("./perform.ts");
    process.exitCode = await perform(io, {
      spec,
      operation,
      fields,
      args: command.processedArgs,
      options: command.opts(),
    });
  });
}

const isWrite = ({ method }: ContractOperation, { operation }: CommandSpec): boolean =>
  method !== "GET" && operation !== "routeInboundMany";

function addGeneralOptions(command: Command, spec: CommandSpec, operation: ContractOperation): void {
  const { kind, fields } = operation;
  if (kind === "list")
    command.addOption(new Option("--limit <number>", "at most as many; all by default").argParser(positive));
  if (kind === "stream")
    command.addOption(new Option("--limit <number>", "end after as many").argParser(positive));
  if (isWrite(operation, spec)) {
    const hasDryRun = fields.some(({ name }) => name === "dryRun");
    command.option(
      "--dry-run",
      hasDryRun ? "let the server plan the change without making it" : "print the request and send nothing",
    );
    if (kind !== "download")
      command.option("--idempotency-key <key>", "repeat a change whose outcome is unknown");
  }
  if (spec.confirm !== undefined) command.option("-y, --yes", "do not ask for confirmation");
  if (operation.ifMatch) command.option("--if-match <etag>", "fail when the record has another version");
  if (kind !== "download" && kind !== "text") addOutputOption(command);
}

export function addOutputOption(command: Command): void {
  command.addOption(
    new Option("-o, --output <format>", "by default a table on a terminal, JSON elsewhere").choices([
      ...formats,
    ]),
  );
}

/** Adds the options that say where to send requests. */
export function addConnectionOptions(command: Command): void {
  command
    .optionsGroup("Connection:")
    .option(
      "-O, --organization <organization>",
      "id or slug; by default WHOSELINE_ORGANIZATION or that of the profile",
    )
    .option("--profile <name>", "a profile that `whoseline login` stored; by default WHOSELINE_PROFILE")
    .option("--url <url>", "the server; by default WHOSELINE_URL or that of the profile")
    .option("--key-file <file>", "the file with the key, or - for standard input")
    .addOption(
      new Option("--timeout <seconds>", "time limit with all retries; 120 by default").argParser(positive),
    )
    .option("-v, --verbose", "show the request id, the ETag and retries on stderr");
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1.");
  return Number(text);
}

function helpOf({ examples }: CommandSpec, { description }: ContractOperation): string {
  return [
    ...(description === undefined ? [] : ["", description.replaceAll("`", "")]),
    "",
    "Examples:",
    ...examples.map((example) => `  whoseline ${example}`),
  ].join("\n");
}
