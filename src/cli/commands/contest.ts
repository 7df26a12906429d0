/** `prosodia contest`: a contest's files, their log, and what its public board is still worth. */
import { type Command, InvalidArgumentError } from "commander";
import type { AddOptions, NewContestOptions, ShowContestOptions } from "../actions/contest.ts";
import { parseCount } from "../count.ts";
import { addWorkOptions } from "../work-options.ts";

export function addContestCommands(program: Command): void {
  const group = program
    .command("contest")
    .description(
      "contests: begin one, log what is sent and what the public board says, and see what that is worth",
    )
    .addHelpText(
      "after",
      `
Example:
  prosodia contest new kaggle --train ./train --test ./test --sample sample_submission.csv --public-rows 157
  prosodia submit runs/mine --contest kaggle -o kaggle/mine.csv
  prosodia contest score kaggle mine.csv 0.7452
  prosodia contest show kaggle --plot board.svg`,
    );
  const begin = group
    .command("new <folder>")
    .description("begin a contest: its form, ids and labels go into <folder>/contest.json")
    .requiredOption("--train <path>", "the labelled clips: a folder or a table")
    .requiredOption("--test <folder>", "the clips to be answered")
    .option(
      "--sample <file.csv>",
      "a sample submission (default: columns filename,label, ids as the clips' names)",
    )
    .option("--name <name>", "of the contest (default: the folder's)")
    .option("--public-rows <n>", "how many answers the public score is made of (default: all)", parseCount);
  addWorkOptions(begin).action(async (folder: string, options: NewContestOptions) =>
    (await import("../actions/contest.ts")).newContest(folder, options),
  );
  group
    .command("add <folder> <file.csv>")
    .description("check a csv of answers that was made elsewhere, keep it and log it")
    .option("--scores <place>", "the run, or the file of scores, that tells its local score")
    .option(
      "--recogniser <name>",
      "which one of them (default: that of greatest UAR, of those that need no other clips of a speaker)",
    )
    .action(async (folder: string, path: string, options: AddOptions) =>
      (await import("../actions/contest.ts")).addFile(folder, path, options),
    );
  group
    .command("score")
    .argument("<folder>")
    .argument("<file>")
    .argument("<score>", "from 0 to 1", parseShare)
    .description(
      "log what the public board says of a file; a later score of the file replaces an earlier one",
    )
    .action(async (folder: string, file: string, score: number) =>
      (await import("../actions/contest.ts")).score(folder, file, score),
    );
  group
    .command("show <folder>")
    .description("files, local and public scores, and whether the public board is being overfitted")
    .option("--plot <file>", "local against public scores as .svg or .png")
    .option("--json", "as one JSON object")
    .action(async (folder: string, options: ShowContestOptions) =>
      (await import("../actions/contest.ts")).showContest(folder, options),
    );
}

/** @throws InvalidArgumentError unless it is a number from 0 to 1 */
function parseShare(text: string): number {
  const share = text.trim() === "" ? Number.NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError(`expected a number from 0 to 1, got "${text}".`);
}
