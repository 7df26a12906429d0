/** `prosodia tune`: try settings of learners inside the training sides, and see what mattered. */
import type { Command } from "commander";
import type { TuneOptions } from "../actions/tune.ts";
import { addWord } from "../assignment.ts";
import { addSetOption } from "../set-option.ts";
import { addWorkOptions } from "../work-options.ts";

export function addTuneCommand(program: Command): void {
  const command = program
    .command("tune <experiment.yaml>")
    .description(
      "measure only the learners of an experiment file that search: settings tried, what mattered, optimism",
    )
    .option("-o, --out <folder>", "run folder (default: runs/<name>-tune)")
    .option(
      "--corpus <path>",
      "another corpus than the file's, relative to here; of several, once for each in turn",
      addWord,
    );
  addSetOption(command, "another value than the file's, as for train; once per key");
  addWorkOptions(command)
    .option("--json", "print settings, scores and what mattered as JSON")
    .addHelpText(
      "after",
      `
A learner that searches holds another one and says which of its fields are varied, and between what:

  learners:
    ridge:
      recipe: { features: [{ id: functionals }] }
      model: { id: kernel-ridge }
    tuned:
      id: tune
      learner: ridge
      space:
        model.params.alpha: { from: 0.001, to: 1, scale: log }
        model.params.gammaScale: [0.25, 0.5, 1]
      method: random          # or grid; or halving: the best third of the draws gets three times the clips
      trials: 20

Settings are tried on inner folds of each training side, so that the score on the test sides chose nothing; the difference
between the two is printed as optimism. A stopped search goes on where it was. To fit the chosen settings on all clips and
save a recogniser, run train with the same file.`,
    )
    .action(async (file: string, options: TuneOptions) =>
      (await import("../actions/tune.ts")).tune(file, options),
    );
}
