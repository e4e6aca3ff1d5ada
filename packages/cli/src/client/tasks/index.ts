import { Argument, type Command, Option } from "commander";
import { contract } from "../contract.ts";
import type { Io } from "../io.ts";
import { addConnectionOptions, addOutputOption } from "../noun-command.ts";

interface Task {
  readonly examples: readonly [string, string];
  readonly detail?: string;
  readonly build: (command: Command) => void;
  readonly run: (io: Io, args: readonly unknown[], options: never) => Promise<number>;
}

/** Commands for one task, which can take several requests. */
export const tasks: Readonly<Record<string, Task>> = {
  login: {
    examples: ["login --key-file acme.key", "login staging --url http://127.0.0.1:2212 --key-file acme.key"],
    detail:
      "The key is read from a hidden prompt, from --key-file, or from standard input; never from an argument. It is stored in\n$XDG_CONFIG_HOME/whoseline/profiles.json, which only this user can read.",
    build: (command) => {
      command.argument("[profile]", "the name of the profile; default by default");
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./login.ts")).login(...call),
  },
  logout: {
    examples: ["logout", "logout staging"],
    build: (command) => {
      command.argument("[profile]", "the profile; the current one by default");
      command.option("--all", "delete all profiles");
    },
    run: async (...call) => (await import("./login.ts")).logout(...call),
  },
  profiles: {
    examples: ["profiles", "profiles --use staging"],
    build: (command) => {
      command.option("--use <profile>", "make this profile the current one");
      addOutputOption(command);
    },
    run: async (...call) => (await import("./login.ts")).listProfiles(...call),
  },
  who: {
    examples: ["who +14165550102", "who +14165550102 --provider twilio --output id"],
    detail: "Exits with 3 when the line is unknown. With --output id it prints the user's id.",
    build: (command) => {
      command.argument("<line>", "the line that was dialled");
      command.option("--provider <provider>", "only this provider");
      command.option("--fresh", "query the database instead of the index in memory");
      addOutputOption(command);
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./who.ts")).who(...call),
  },
  import: {
    examples: ["import numbers.csv", "import users.csv --kind users --apply --yes"],
    detail:
      "Shows what the file would do; with --apply it is done. Exits with 6 when rows were refused. The columns are in\ndocs/import-export.md.",
    build: (command) => {
      command.argument("<file>", "CSV or NDJSON, also gzipped, or - for standard input");
      addImportOptions(command);
      addOutputOption(command);
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./import.ts")).importFile(...call),
  },
  export: {
    examples: [
      "export numbers --state available --output numbers.csv",
      "export assignments --as-of 2099-03-03T14:00:00Z --format ndjson",
    ],
    detail:
      "All rows as they are at the start, in one file: to standard output, or to the file, which is replaced only by a complete\nexport.",
    build: (command) => {
      command.addArgument(new Argument("<list>", "what to export").choices(exportedLists));
      addExportOptions(command);
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./export.ts")).exportList(...call),
  },
  offboard: {
    examples: ["offboard @ana --dry-run", "offboard @ana --transfer +14165550102=@ben --yes"],
    detail: "Numbers that are not transferred go to the pool. It can be undone for 30 days.",
    build: (command) => {
      command.argument("<user>", "id, @username or e-mail address");
      addOffboardingOptions(command);
      addOutputOption(command);
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./offboard.ts")).offboard(...call),
  },
  mcp: {
    examples: ["mcp", "mcp --organization acme"],
    detail:
      "For the configuration of an agent: it reads messages from standard input and writes the answers to standard output. The\nserver needs WHOSELINE_MCP=on. The key is that of the profile, or of WHOSELINE_KEY; never an argument.",
    build: addConnectionOptions,
    run: async (...call) => (await import("./mcp.ts")).mcp(...call),
  },
  undo: {
    examples: ["undo 10 --dry-run", 'undo 10 --reason "Assigned by mistake"'],
    build: (command) => {
      command.argument("<change>", "the seq of an event, or the id of an offboarding");
      command.option("--reason <text>", "kept in the history");
      command.option("--dry-run", "print the request and send nothing");
      command.option("--idempotency-key <key>", "repeat a change whose outcome is unknown");
      addOutputOption(command);
      addConnectionOptions(command);
    },
    run: async (...call) => (await import("./undo.ts")).undo(...call),
  },
};

const exportedLists = ["numbers", "users", "assignments", "events"];

function addExportOptions(command: Command): void {
  command
    .option("-o, --output <file>", "where to write it; standard output by default")
    .addOption(new Option("--format <format>", "csv by default").choices(["csv", "ndjson"]))
    .addOption(new Option("--style <style>", "of CSV; excel keeps cells as text").choices(["plain", "excel"]))
    .optionsGroup("Filters, as far as the list has them:")
    .option("--search <text>", "of numbers and users")
    .option("--provider <provider>", "of numbers and assignments")
    .option("--state <state>", "of numbers")
    .option("--status <status>", "of users")
    .option("--kind <kind>", "of users and events")
    .option("--label <label>", "of numbers")
    .option("--user <user>", "of numbers, assignments and events")
    .option("--number <number>", "of assignments and events")
    .option("--as-of <time>", "of assignments: as they were then")
    .option("--after <position>", "of events")
    .option("--expand <expand>", "of events: names");
}

function addOffboardingOptions(command: Command): void {
  const collect = (text: string, previous: readonly string[] = []) => [...previous, text];
  command
    .option("--transfer <number=user>", "transfer a number to another user, several times", collect)
    .option("--revoke-created-keys", "also revoke the API keys of service users that the user created")
    .option("--reason <text>", "kept in the history")
    .option("--dry-run", "show the plan only")
    .option("-y, --yes", "apply the plan without confirmation")
    .option("--idempotency-key <key>", "repeat a change whose outcome is unknown");
}

function addImportOptions(command: Command): void {
  const { fields } = contract.createImport;
  const choices = (name: string): string[] => {
    const field = fields.find((one) => one.name === name);
    return field !== undefined && "values" in field ? [...field.values] : [];
  };
  command.addOption(
    new Option("--kind <kind>", "what the rows are").choices(choices("kind")).default("numbers"),
  );
  for (const [name, description] of [
    ["mode", "each, or all rows or none"],
    ["format", "of the file"],
    ["encoding", "of the file, where it is not UTF-8"],
    ["delimiter", "of a CSV file"],
    ["preset", "the system whose list the file is"],
    ["provider", "of numbers whose file has no column for it"],
  ] as const)
    command.addOption(new Option(`--${name} <${name}>`, description).choices(choices(name)));
  command
    .option("--country <code>", "of lines that are written without a country code, like CA")
    .option("--reason <text>", "kept in the history")
    .option("--apply", "apply what the dry run has accepted")
    .option("-y, --yes", "apply without confirmation");
}

/** Adds a task to its command. */
export function addTask(command: Command, { build, run, examples, detail }: Task, io: Io): void {
  build(command);
  const shown = ["", ...(detail === undefined ? [] : [detail, ""]), "Examples:"];
  command.addHelpText("after", [...shown, ...examples.map((example) => `  whoseline ${example}`)].join("\n"));
  command.action(async () => {
    process.exitCode = await run(io, command.processedArgs, command.opts() as never);
  });
}
