import type { Command } from "commander";
import { packageVersion } from "../package-version.ts";

/** Adds the completions of shells and the manual page; what they are made of is loaded when they are called. */
export async function addShellCommands(program: Command, isCalled: boolean): Promise<void> {
  program.commandsGroup("Shell:");
  program
    .command("man")
    .description("print the manual page; view it with: whoseline man | man -l -")
    .action(async () => {
      const { manPage } = await import("./man-page.ts");
      process.stdout.write(manPage(program, packageVersion));
    });
  if (isCalled) {
    const { default: addCompletions } = await import("@bomb.sh/tab/commander");
    addCompletions(program);
  } else
    program
      .command("complete")
      .description("print a script that completes commands in a shell: bash, zsh, fish or powershell")
      .argument("<shell>");
}
