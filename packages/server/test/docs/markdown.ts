export interface Block {
  readonly language: string;
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

export interface Command {
  readonly text: string;
  readonly line: number;
}

/** How the server of a document is started; a word `empty` in the comment leaves out the demo organization. */
export interface ServerStart {
  readonly settings: Readonly<Record<string, string>>;
  readonly isEmpty: boolean;
}

/** One thing to do with a document, in the order in which a reader does it. */
export type Step =
  /** `<!-- server: NAME=value -->`: the following commands go to a fresh server. */
  | { readonly kind: "server"; readonly start: ServerStart; readonly line: number }
  | { readonly kind: "run"; readonly command: Command; readonly answer?: Block }
  /** Output that is shown without a command before it. */
  | { readonly kind: "illustration"; readonly block: Block };

const fence = /^```(\w*)\s*$/;
const directive = /^<!-- server:(.*)-->$/;

/** Reads the `sh` blocks of a document and the answers that are shown after them. */
export function readSteps(markdown: string): Step[] {
  const steps: Step[] = [];
  let commands: Command[] = [];
  let last: Command | undefined;
  const flush = (answers: readonly Block[] = []) => {
    commands.forEach((command, index) => {
      const answer = answers[index - commands.length + answers.length];
      steps.push({ kind: "run", command, ...(answer !== undefined && { answer }) });
    });
    last = commands.at(-1) ?? last;
    commands = [];
  };
  for (const part of readParts(markdown)) {
    if ("start" in part) {
      flush();
      steps.push({ kind: "server", ...part });
    } else if (part.language === "sh") {
      flush();
      commands = readCommands(part);
    } else if (commands.length > 0 && isAnswer(part)) {
      flush(part.language === "json" ? splitJson(part) : [part]);
    } else if (part.language === "json" && last !== undefined && !isLog(part)) {
      // "The same again": the document shows one more answer of the last command.
      commands = [last];
      flush([part]);
    } else steps.push({ kind: "illustration", block: part });
  }
  flush();
  return steps;
}

const isLog = (block: Block) => block.text.startsWith('{"level"');
const isAnswer = (block: Block) => ["json", "text", "csv"].includes(block.language) && !isLog(block);

function readParts(markdown: string): (Block | { start: ServerStart; line: number })[] {
  const parts: (Block | { start: ServerStart; line: number })[] = [];
  const lines = markdown.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const [, start] = line.match(directive) ?? [];
    if (start !== undefined) parts.push({ start: readStart(start), line: index + 1 });
    const [, language] = line.match(fence) ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf("```", index + 1);
    if (end < 0) throw new Error(`line ${index + 1}: the block has no end`);
    parts.push({ language, text: lines.slice(index + 1, end).join("\n"), line: index + 2 });
    index = end;
  }
  return parts;
}

function readStart(text: string): ServerStart {
  const words = text.trim().split(/\s+/).filter(Boolean);
  const pairs = words.filter((word) => word.includes("="));
  return {
    isEmpty: words.includes("empty"),
    settings: Object.fromEntries(
      pairs.map((pair) => [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)]),
    ),
  };
}

/** A line that ends with a backslash goes on in the next one. */
function readCommands(block: Block): Command[] {
  const commands: { text: string; line: number }[] = [];
  let isContinued = false;
  block.text.split("\n").forEach((line, index) => {
    const open = commands.at(-1);
    if (isContinued && open !== undefined) open.text += `\n${line}`;
    else if (line.trim() !== "") commands.push({ text: line, line: block.line + index });
    isContinued = line.endsWith("\\");
  });
  return commands;
}

/** Several answers are shown in one block, each on a line. */
function splitJson(block: Block): Block[] {
  const lines = block.text.split("\n");
  if (!lines.every((line) => /^[{[].*[}\]]$/.test(line))) return [block];
  return lines.map((text, index) => ({ ...block, text, line: block.line + index }));
}
