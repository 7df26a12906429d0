/** The commands of `prosodia`, put together. */
import { Command } from "commander";
import { VERSION } from "../base/version.ts";
import { addCardCommand } from "./commands/card.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addCompareCommand } from "./commands/compare.ts";
import { addCompletionCommands } from "./commands/completion.ts";
import { addContestCommands } from "./commands/contest.ts";
import { addCorpusCommands } from "./commands/corpus.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addEnsembleCommands } from "./commands/ensemble.ts";
import { addExploreCommand } from "./commands/explore.ts";
import { addFeaturesCommands } from "./commands/features.ts";
import { addListCommands } from "./commands/lists.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addResultsCommand } from "./commands/results.ts";
import { addStudioCommand } from "./commands/studio.ts";
import { addSubmitCommand } from "./commands/submit.ts";
import { addTrainCommand } from "./commands/train.ts";
import { addTuneCommand } from "./commands/tune.ts";
import { addWorkerCommand } from "./commands/worker.ts";
import { tellLines } from "./lines.ts";

export function createProgram(): Command {
  const program = new Command("prosodia")
    .description(
      "Speech-emotion workbench: labelled clips in; trained, honestly measured emotion recognisers out.",
    )
    .version(VERSION)
    .showHelpAfterError("(add --help for what this command takes)")
    .showSuggestionAfterError()
    .configureOutput({ writeErr: (text) => tellLines(...text.trimEnd().split("\n")) })
    .exitOverride();
  program.addHelpText(
    "after",
    `
Start here:
  prosodia demo                            the whole job on a small synthetic corpus, in about a minute
  prosodia corpus inspect ./ravdess        what a corpus holds, and what is wrong with it
  prosodia train experiment.yaml           measure and fit; writes runs/<name>/report.html
  prosodia predict talk.wav                label and probabilities of a recording

Exit codes: 0 done, 1 the data, a file or a disk is at fault, 2 the command line or the experiment file is, 130 stopped.`,
  );
  addDemoCommand(program);
  addCorpusCommands(program);
  addTrainCommand(program);
  addTuneCommand(program);
  addWorkerCommand(program);
  addPredictCommand(program);
  addCheckCommand(program);
  addCardCommand(program);
  addSubmitCommand(program);
  addContestCommands(program);
  addFeaturesCommands(program);
  addExploreCommand(program);
  addStudioCommand(program);
  addEnsembleCommands(program);
  addListCommands(program);
  addCompareCommand(program);
  addResultsCommand(program);
  addCompletionCommands(program);
  for (const command of allCommands(program)) command.exitOverride();
  return program;
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...allCommands(one)]);
}
