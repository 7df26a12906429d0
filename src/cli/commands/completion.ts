/** `prosodia completion`: what a shell loads to complete commands, options and ids. */
import { Argument, type Command } from "commander";
import { ANSWERING_COMMAND, SHELLS, type Shell } from "../completion/scripts.ts";

export function addCompletionCommands(program: Command): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .description("what a shell loads to complete commands, options and ids: for bash, zsh or fish")
    .addHelpText(
      "after",
      `
bash: add to ~/.bashrc                  source <(prosodia completion bash)
zsh:  add to ~/.zshrc, behind compinit  source <(prosodia completion zsh)
fish: once                              prosodia completion fish > ~/.config/fish/completions/prosodia.fish`,
    )
    .action(async (shell: Shell) => (await import("../actions/completion.ts")).printScript(shell));
  program
    .command(`${ANSWERING_COMMAND} [words...]`, { hidden: true })
    .helpOption(false)
    .action(async (words: string[]) =>
      (await import("../actions/completion.ts")).completeWords(program, words),
    );
}
