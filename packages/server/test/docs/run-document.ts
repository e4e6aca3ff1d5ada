import { readFileSync } from "node:fs";
import { compareJson, compareLines, type Names } from "./compare-answer.ts";
import { type DocumentServer, defaultDatabase, startDocumentServer } from "./document-server.ts";
import { readHttpFile } from "./http-file.ts";
import { type Block, type Command, readSteps, type ServerStart } from "./markdown.ts";
import { projectCommandProblem } from "./project-commands.ts";

const assignment = /^(\w+)=(\S*)\s*(?:#.*)?$/;

/** What the commands of a document have set and shown so far. */
interface Session {
  start: ServerStart;
  /** Started by the first command that needs it. */
  server?: DocumentServer | undefined;
  readonly variables: string[];
  readonly names: Names;
  lastKey: string;
}

/** Runs every command of a Markdown document and returns what differs from the answers that it shows. */
export async function runMarkdown(markdown: string, source: string): Promise<string[]> {
  const problems: string[] = [];
  const session: Session = {
    start: { settings: {}, isEmpty: false },
    variables: [],
    names: new Map(),
    lastKey: "",
  };
  try {
    for (const step of readSteps(markdown)) {
      const found = await runStep(session, step, source);
      problems.push(...found.map(({ line, problem }) => `line ${line}: ${problem}`));
    }
    for (const [, page = ""] of markdown.matchAll(/<(http:\/\/127\.0\.0\.1:2212[^>]*)>/g))
      problems.push(...(await pageProblems(await serverOf(session), page)));
  } finally {
    await session.server?.stop();
  }
  return problems;
}

/** A page that a document sends the reader to is shown in a browser. */
async function pageProblems(server: DocumentServer, page: string): Promise<string[]> {
  const { status } = await server.run(`curl -L -H 'Accept: text/html' ${page}`, []);
  return status === 200 ? [] : [`${page} answers with ${status}`];
}

interface Problem {
  readonly line: number;
  readonly problem: string;
}

async function serverOf(session: Session): Promise<DocumentServer> {
  session.server ??= await startDocumentServer(session.start);
  return session.server;
}

async function runStep(
  session: Session,
  step: ReturnType<typeof readSteps>[number],
  source: string,
): Promise<Problem[]> {
  if (step.kind === "illustration" && step.block.language === "js") return runModule(session, step.block);
  if (step.kind === "illustration") return illustrationProblems(step.block, source);
  if (step.kind === "run") return runCommand(session, step.command, step.answer);
  await session.server?.stop();
  session.server = undefined;
  session.start = step.start;
  session.names.clear();
  return [];
}

async function runCommand(session: Session, command: Command, answer?: Block): Promise<Problem[]> {
  const at = (problem: string): Problem => ({ line: answer?.line ?? command.line, problem });
  const [, variable, value = ""] = command.text.match(assignment) ?? [];
  if (variable !== undefined) {
    setVariable(session, variable, value);
    return [];
  }
  if (/^redis-cli\b/.test(command.text)) return runRedisCommand(session, command, answer);
  if (!/^curl\b/.test(command.text))
    return runProjectCommand(session, command.text, answer).then((all) => all.map(at));
  const server = await serverOf(session);
  const { body, status } = await server.run(translate(command.text, session.names), session.variables);
  session.lastKey = body.match(/"(?:key|invitation)":"(w[li]_\w+)"/)?.[1] ?? session.lastKey;
  return answerProblems(body, status, answer, session.names).map(at);
}

/** A command without an answer must not return an error. */
async function runRedisCommand(session: Session, command: Command, answer?: Block): Promise<Problem[]> {
  const server = await serverOf(session);
  const { body } = await server.run(translate(command.text, session.names), session.variables);
  const text = answer?.text ?? "";
  const problems =
    answer === undefined
      ? [body].filter((it) => /^[A-Z]{3,} /.test(it))
      : answer.language === "json"
        ? compareJson(text, body, session.names)
        : compareLines(text, body.trim());
  return problems.map((problem) => ({ line: answer?.line ?? command.line, problem }));
}

/** Keys are shown without their end, so the reader's own are put in their place. */
function setVariable(session: Session, name: string, value: string): void {
  if (name === "SUPER" || (name === "ADMIN" && !session.start.isEmpty)) return;
  const text = /^w[li]_/.test(value) ? session.lastKey : translate(value, session.names);
  session.variables.push(`${name}=${text}`);
}

function translate(text: string, names: Names): string {
  // Longest first: a token begins with an id.
  const longestFirst = [...names].toSorted(([one], [other]) => other.length - one.length);
  return longestFirst.reduce((result, [shown, actual]) => result.replaceAll(shown, actual), text);
}

function answerProblems(body: string, status: number, answer: Block | undefined, names: Names): string[] {
  if (answer === undefined)
    return status >= 200 && status < 300 ? [] : [`the command is answered with ${status}: ${body}`];
  return answer.language === "json" ? compareJson(answer.text, body, names) : compareLines(answer.text, body);
}

const databaseOf = (command: string): string =>
  command.match(/\bWHOSELINE_DATABASE=(\S+)/)?.[1] ?? defaultDatabase;

async function runProjectCommand(session: Session, text: string, answer?: Block): Promise<string[]> {
  const problem = projectCommandProblem(text);
  if (problem !== undefined) return [problem];
  if (answer === undefined || text.startsWith("whoseline ")) return [];
  const server = await serverOf(session);
  if (text.endsWith(session.start.isEmpty ? "npm start" : "npm start -- --demo"))
    return compareLines(answer.text, server.greeting(databaseOf(text)));
  const [, command, path] = text.match(/^npm start -- (backup|restore) (\S+)$/) ?? [];
  if (command !== undefined && path !== undefined)
    return compareLines(answer.text, await server[command as "backup" | "restore"](path));
  const [, settings] = text.match(/^((?:\w+=\S+ )*)npm start$/) ?? [];
  if (settings === undefined) return [`nobody knows how to compare the output of: ${text}`];
  const pairs = settings
    .trim()
    .split(" ")
    .filter(Boolean)
    .map((pair) => pair.split("="));
  return compareLines(answer.text, await server.failToStart(Object.fromEntries(pairs)));
}

/** Runs a `js` block as a module of the server's package, with the variables of the shell. */
async function runModule(session: Session, { text, line }: Block): Promise<Problem[]> {
  const server = await serverOf(session);
  const script = `node --input-type=module <<'END' && echo 'status 200' >&2\n${text}\nEND`;
  const { body, status } = await server.run(script, session.variables);
  return status === 200 ? [] : [{ line, problem: `the module fails: ${body}` }];
}

/** An answer stands after its command; other output is a log line, whose message is in the sources. */
function illustrationProblems(block: Block, source: string): Problem[] {
  const at = (problem: string): Problem => ({ line: block.line, problem });
  if (block.language !== "json") return [];
  const message = block.text.match(/"msg":"([^"]*)"/)?.[1];
  if (message === undefined) return [at("an answer is shown without a command before it")];
  const literal = message.replaceAll(/\d+/g, "");
  return literal.split(/\s{2,}/).every((part) => source.includes(part.trim()))
    ? []
    : [at(`nothing logs "${message}"`)];
}

/** Sends every request of a `.http` file and returns what differs from the status that it names. */
export async function runHttpFile(path: string): Promise<string[]> {
  const server = await startDocumentServer({ settings: {}, isEmpty: false });
  const { superadmin, admin = "" } = server;
  const problems: string[] = [];
  try {
    for (const request of readHttpFile(readFileSync(path, "utf8"), { superadmin, admin })) {
      const { method, headers, body = null } = request;
      const response = await server.fetch(request.url.replace(/^https?:\/\/[^/]+/, ""), {
        method,
        headers,
        body,
      });
      const text = await response.text();
      if (response.status !== request.status)
        problems.push(`line ${request.line}, ${request.title}: answered with ${response.status}: ${text}`);
    }
  } finally {
    await server.stop();
  }
  return problems;
}
