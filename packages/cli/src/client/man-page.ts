import type { Argument, Command, Option } from "commander";

const environment: readonly (readonly [string, string])[] = [
  ["WHOSELINE_URL", "The server."],
  ["WHOSELINE_KEY, WHOSELINE_KEY_FILE", "The key, or the file that contains it."],
  ["WHOSELINE_ORGANIZATION", "Id or slug of the organization."],
  ["WHOSELINE_PROFILE", "The profile that is used."],
  ["NO_COLOR, FORCE_COLOR", "Turn colours off or on."],
];

const exitStatus: readonly (readonly [string, string])[] = [
  ["0", "Done."],
  ["1", "Failed."],
  ["2", "Wrong usage; nothing was sent."],
  ["3", "Not found."],
  ["4", "Not permitted, or the key is invalid."],
  ["5", "Conflict, or the record has changed since."],
  ["6", "Partly done."],
  ["7", "The server cannot be reached, is unavailable, or did not answer in time."],
  ["130", "Interrupted."],
];

/** Returns the manual page of the program in the macros of man(7), made from its commands. */
export function manPage(program: Command, version: string): string {
  const sections = [
    `.TH WHOSELINE 1 "" "whoseline ${escaped(version)}" "Whoseline"`,
    section("NAME", `whoseline \\- ${escaped(program.description().replace(/\.$/, ""))}`),
    section("SYNOPSIS", "\\fBwhoseline\\fR \\fInoun\\fR \\fIverb\\fR [\\fIarguments\\fR] [\\fIoptions\\fR]"),
    section("DESCRIPTION", escaped(program.description())),
    section("COMMANDS", leavesOf(program).map(commandEntry).join("\n")),
    section("ENVIRONMENT", environment.map(entry).join("\n")),
    section("FILES", entry(["$XDG_CONFIG_HOME/whoseline/profiles.json", "The profiles with their keys."])),
    section("EXIT STATUS", exitStatus.map(entry).join("\n")),
  ];
  return `${sections.join("\n")}\n`;
}

const section = (title: string, text: string): string => `.SH ${title}\n${text}`;

/** A backslash, and a line that begins with a period or an apostrophe, have a meaning in roff. */
const escaped = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^([.'])/gm, "\\&$1");

const entry = ([term, text]: readonly [string, string]): string =>
  `.TP\n\\fB${escaped(term)}\\fR\n${escaped(text)}`;

/** The commands that do something, not those that only contain others. */
function leavesOf(command: Command): readonly Command[] {
  const inner = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help");
  return inner.flatMap((one) => (one.commands.length > 0 ? leavesOf(one) : [one]));
}

function commandEntry(command: Command): string {
  const names = [...ancestorsOf(command), command].map((one) => one.name()).join(" ");
  const args = command.registeredArguments.map(argumentText).join(" ");
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== "--help");
  return [
    `.SS ${escaped(`${names} ${args}`.trim())}`,
    escaped(command.description() || names),
    ...options.map((option) => entry([option.flags, optionText(option)])),
  ].join("\n");
}

function ancestorsOf({ parent }: Command): readonly Command[] {
  return parent === null ? [] : [...ancestorsOf(parent), parent];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

const optionText = ({ description, argChoices }: Option): string =>
  argChoices === undefined ? description || "See the API." : `${description} (${argChoices.join(", ")})`;
