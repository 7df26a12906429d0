/** `prosodia train`: measure an experiment's recognisers, report, and fit them on all clips. */
import type { Command } from "commander";
import type { TrainOptions } from "../actions/train.ts";
import { addWord } from "../assignment.ts";
import { addSetOption } from "../set-option.ts";
import { addWorkOptions } from "../work-options.ts";

export function addTrainCommand(program: Command): void {
  const command = program
    .command("train <experiment.yaml>")
    .description("measure the learners of an experiment file, write a report, fit them on all clips")
    .option("-o, --out <folder>", "run folder (default: runs/<name>)")
    .option(
      "--corpus <path>",
      "another corpus than the file's, relative to here; of several, once for each in turn",
      addWord,
    );
  addSetOption(
    command,
    "another value than the file's, with a dotted key: learners.v1.2.model.id=svm; once per key",
  )
    .option("--plugin <file>", "a module with features, models, … of one's own; once per file", addWord)
    .option("--on-bad-file <skip|fail>", "what an unreadable clip does")
    .option("--no-final", "measure only, fit nothing on all clips")
    .option(
      "--embed-audio",
      "put the clips' sound into the report (up to 20 MB), so that it can be sent; links otherwise",
    )
    .option(
      "--learning-curve",
      "also learn from an eighth, a quarter, a half and three quarters of the training rows: what more clips (or speakers) would bring, in the report",
    )
    .option(
      "--dry-run",
      "split and audit only, say how long it would take (what is new here is tried for a few seconds), train nothing",
    )
    .option(
      "--find-learning-rate",
      "try growing rates on the first fold's training side, draw how the loss answers in learning-rates.svg of the run folder, train nothing",
    );
  addWorkOptions(command)
    .option("--json", "print the scores, or the learning rates, as JSON")
    .addHelpText(
      "after",
      `
The file names a corpus, a split protocol and learners: recognisers, and votes, stacks, routes over them:

  corpus: { path: ./ravdess }
  split: { protocol: speaker, folds: 5 }
  learners:
    svm:
      recipe: { trimDb: 30, features: [{ id: mfcc, params: { nMfcc: 40 }, overTime: { functionals: [mean, sd] } }] }
      model: { id: svm, params: { kernel: rbf, C: 10 } }
    ridge:
      recipe: { features: [{ id: functionals }] }
      model: { id: kernel-ridge }
    both: { id: mean-probability, members: [svm, ridge] }

Several corpora are a list; labels are renamed, or left out (null), in the open; clips are then known as NAME/ID:

  corpus:
    - { path: ./ravdess, labels: { happy: happy, angry: angry, …, calm: null } }
    - { path: ./emodb, labels: { happiness: happy, anger: angry, …, boredom: null }, share: 0.5 }
  split: { protocol: corpus }     # train on the others, test on one; { protocol: speaker, within: corpus } on each by itself

A table (path, label, speaker, start, end, channel, any other column) is a corpus, too: see prosodia corpus --help.
Keys of --set reach names with dots as they are; names that are not in the file yet stand between quotes:
  --set 'learners."v1.3"={"recipe":{},"model":{"id":"svm"}}'

A stopped run goes on where it was when the same command is run again.`,
    )
    .action(async (file: string, options: TrainOptions) =>
      (await import("../actions/train.ts")).train(file, options),
    );
}
