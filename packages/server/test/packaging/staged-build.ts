import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast";

const run = promisify(execFile);
const checkout = join(import.meta.dirname, "../../../..");

/** What `.dockerignore` excludes from the folders that are copied. */
const ignored = new Set(["node_modules", "dist", "test", "bench"]);

/** The stages of the Containerfile, each a list of instructions. */
export async function containerStages(): Promise<readonly (readonly Instruction[])[]> {
  const file = DockerfileParser.parse(await readFile(join(checkout, "Containerfile"), "utf8"));
  const stages: Instruction[][] = [];
  for (const instruction of file.getInstructions()) {
    if (instruction.getKeyword() === "FROM") stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/** A temporary folder that every user can enter. */
export async function publicFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "whoseline-packaging-"));
  await chmod(folder, 0o755);
  return folder;
}

/** Runs a command in `cwd` with the Node that runs the tests first in the path, and without settings of the tests. */
export async function shell(cwd: string, command: string): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("WHOSELINE_"));
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  const env = { ...Object.fromEntries(inherited), PATH };
  const { stdout } = await run("sh", ["-ec", command], { cwd, env, maxBuffer: 2 ** 26 });
  return stdout;
}

export interface StagedBuild {
  /** Folder with the files of the image's `/app`. */
  readonly image: string;
  /** Paths of the tarballs that would be published. */
  readonly tarballs: readonly string[];
  remove(): Promise<void>;
}

/** Executes the Containerfile's COPY and RUN instructions in temporary folders, and packs the packages. */
export async function stageBuild(): Promise<StagedBuild> {
  const folder = await publicFolder();
  const [build = [], image = []] = await containerStages();
  const stage = join(folder, "build");
  await mkdir(stage);
  for (const instruction of build) {
    if (instruction.getKeyword() === "COPY") await copyInto(stage, instruction as Copy, checkout);
    if (instruction.getKeyword() === "RUN")
      await shell(
        stage,
        `export npm_config_prefer_offline=true
      ${instruction.getArgumentsContent()}`,
      );
  }
  const packed = await shell(
    stage,
    `npm pack --workspaces --ignore-scripts --json --pack-destination '${folder}'`,
  );
  const app = join(folder, "app");
  await mkdir(app);
  for (const instruction of image)
    if (instruction.getKeyword() === "COPY") await copyInto(app, instruction as Copy, stage);
  return {
    image: app,
    tarballs: (JSON.parse(packed) as { filename: string }[]).map(({ filename }) => join(folder, filename)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function copyInto(target: string, copy: Copy, source: string): Promise<void> {
  const paths = copy.getArguments().map((argument) => argument.getValue());
  const destination = paths.pop() ?? "";
  for (const path of paths) {
    const from = join(source, path.replace(/^\/app\//, ""));
    const to = destination.endsWith("/")
      ? join(target, destination, basename(path))
      : join(target, destination);
    const isFromStage = copy.getFlags().length > 0;
    await cp(from, to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => isFromStage || !ignored.has(basename(file)),
    });
  }
}
