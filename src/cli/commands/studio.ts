/** `prosodia studio`: a local page to see, hear, label, measure and compare. */
import { type Command, InvalidArgumentError } from "commander";
import type { StudioOptions } from "../actions/studio.ts";
import { addWord } from "../assignment.ts";
import { addWorkOptions } from "../work-options.ts";

export function addStudioCommand(program: Command): void {
  const command = program
    .command("studio [folder]")
    .description("open a local page: corpora, runs, labels, maps; nothing leaves this machine")
    .option("--also <folder>", "another folder that the page may look into; once per folder", addWord)
    .option("--port <n>", "where it listens; 0 for any that is free", parsePort, 4747)
    .option(
      "--host <address>",
      "what it listens on; others than 127.0.0.1 let other machines in",
      "127.0.0.1",
    );
  addWorkOptions(command)
    .addHelpText(
      "after",
      `
The folder (by default this one) holds corpora, experiment files and runs; the page sees what is in it, and nothing else:
  prosodia studio
  prosodia studio ./work --also ./recordings

It opens by the address that is printed, which holds a secret of this start. Recordings and tables are never changed: labels
that you give go to labels/, experiments to experiments/, runs to runs/.

What a page begins (an experiment, a map, a check, the facts of a corpus) is done by threads here, or by other machines, too:
  prosodia studio --queue redis://localhost:6379 --cache /mnt/share/cache`,
    )
    .action(async (folder: string | undefined, options: StudioOptions) =>
      (await import("../actions/studio.ts")).studio(folder ?? ".", options),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("expected a whole number from 0 to 65535.");
}
