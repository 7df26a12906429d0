/** `prosodia explore`: maps of clips. */
import type { Command } from "commander";
import type { ExploreOptions } from "../actions/explore.ts";
import { parseCount } from "../count.ts";
import { addSetOption, FEATURE_PARAMETERS } from "../set-option.ts";
import { parseWordList } from "../word-list.ts";
import { addWorkOptions } from "../work-options.ts";

export function addExploreCommand(program: Command): void {
  const command = program
    .command("explore <corpus-or-run>")
    .description("maps of all clips (PCA, t-SNE, UMAP, clusters), with how far each map can be believed")
    .option("-o, --out <file>", "the maps: .html (hover, sound), .svg or .png", "maps.html")
    .option("--feature <id>", "of a corpus: which feature (see: prosodia features list)", "functionals");
  addSetOption(command, FEATURE_PARAMETERS)
    .option(
      "--over-time <functionals>",
      "statistics over the frames in place of the frames, such as mean,sd,p5",
      parseWordList,
    )
    .option("--reader <id>", "how to read the corpus (default: found by its layout)")
    .option(
      "--learner <name>",
      "of a run or an experiment file: whose features and answers (default: the first)",
    )
    .option("--colour <trait>", "of .svg and .png: label, speaker, sex or answer", "label")
    .option(
      "--perplexity <n>",
      "of t-SNE: how many neighbours count, 2 to a third of the clips (default: 30)",
      Number,
    )
    .option(
      "--protocol <id>",
      "what neighbours and SVM are scored by (default: the run's; speaker where known)",
    )
    .option("--seed <n>", "of folds, clusters and UMAP (default: the run's, or 0)", parseSeed);
  addWorkOptions(command)
    .option("--json", "print places and measures as JSON")
    .addHelpText(
      "after",
      `
Examples:
  prosodia explore ./ravdess
  prosodia explore ./ravdess --feature mfcc -p nMfcc=13 --over-time mean,sd -o mfcc.svg --colour speaker
  prosodia explore runs/experiment --learner svm -o svm.html

The maps know no labels, but they know all clips: neighbours and SVM on a map are scored on clips whose labels they
have not seen, on places that those clips helped to make.`,
    )
    .action(async (path: string, options: ExploreOptions) =>
      (await import("../actions/explore.ts")).exploreCommand(path, options),
    );
}

function parseSeed(text: string): number {
  return text === "0" ? 0 : parseCount(text);
}
