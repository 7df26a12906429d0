/** `prosodia ensemble`: several recognisers as one. */
import type { Command } from "commander";
import type { BreedCommandOptions, DiversityOptions, ScoreOptions } from "../actions/ensemble.ts";
import { addAssignment, addWord } from "../assignment.ts";
import { parseCount } from "../count.ts";
import { parseWordList } from "../word-list.ts";
import { addEnsembleSheetCommand } from "./ensemble-sheet.ts";

export function addEnsembleCommands(program: Command): void {
  const group = program
    .command("ensemble")
    .description(
      "several recognisers as one: score a vote or a mean, see all votes in a spreadsheet, look at diversity, breed",
    )
    .addHelpText(
      "after",
      `
A member is a run folder (all its learners), the predictions of one (runs/x/predictions/svm.csv), a csv of another program, a
folder of such files with one per fold, or the .yaml of an ensemble, which may be a member of the next. Members are joined by
clip id; labels or clips that do not agree are refused. A csv of another program has the columns

  clip (or filename)   as in the runs
  a column per label   its probability; or, without such columns, predicted (or label): a vote
  truth                where known
  fold                 the fold whose training side had not seen the clip: without it the member is not trusted

An ensemble's file: { members: [runs/a, other.csv, f1.yaml], rule: votes, weights: { svm: 2 }, tieBreakers: [svm] }`,
    );
  group
    .command("score <members...>")
    .description("combine members, score the result, and tell how settled its votes are")
    .option("--rule <id>", "votes, mean, geometric (mean) or ranked (votes)", "votes")
    .option("--weight <member=n>", "how often a member counts (default: 1); once per member", addAssignment)
    .option("--tie-breaker <member>", "who decides ties of votes and ranks; once per member", addWord)
    .option("-o, --out <file.yaml>", "keep the ensemble as a file that can be a member of the next")
    .option("--predictions <file.csv>", "write its answers")
    .option("--json", "print the scores as JSON")
    .addHelpText(
      "after",
      `
Examples:
  prosodia ensemble score runs/experiment --tie-breaker svm
  prosodia ensemble score runs/a runs/b/predictions/mlp.csv --rule mean -o f1.yaml
  prosodia ensemble score f1.yaml runs/c -o f2.yaml`,
    )
    .action(async (members: string[], options: ScoreOptions) =>
      (await import("../actions/ensemble.ts")).score(members, options),
    );
  addEnsembleSheetCommand(group);
  group
    .command("diversity <members...>")
    .description(
      "who answers like whom: agreement, Q, correlation of errors, double fault, kappa; tree and map",
    )
    .option("-o, --out <file.html>", "a page with the tree, the map and the agreement of all pairs")
    .option("--json", "print all pairs as JSON")
    .addHelpText("after", "\nExample:\n  prosodia ensemble diversity runs/experiment -o diversity.html")
    .action(async (members: string[], options: DiversityOptions) =>
      (await import("../actions/ensemble.ts")).diversity(members, options),
    );
  group
    .command("breed <members...>")
    .description(
      "a genetic algorithm over members, weights, rules and tie-breakers, measured by nested folds",
    )
    .option("-o, --out <file.html>", "a page: fitness, family tree, nested score, optimism gap")
    .option("--save <file.yaml>", "keep the bred ensemble as a file that can be a member of the next")
    .option(
      "--experiment <file.yaml>",
      "write an experiment file, by which train breeds from the same members inside its training sides, and saves one recogniser",
    )
    .option("--fitness <id>", "what is bred for: nll, accuracy or uar")
    .option("--rules <ids>", "which rules may be tried, such as votes,mean (default: all)", parseWordList)
    .option("--generations <n>", "how long at most", parseCount)
    .option("--patience <n>", "ends after so many generations without a better ensemble", parseCount)
    .option("--population <n>", "ensembles in a generation", parseCount)
    .option("--max-weight <n>", "the most that a member may count", parseCount)
    .option("--diversity <x>", "what disagreement of the members is worth", Number)
    .option("--size-penalty <x>", "what every member costs", Number)
    .option("--seed <n>", "the first seed", parseCount)
    .option("--seeds <n>", "how many seeds are measured", parseCount, 10)
    .option("--json", "print everything as JSON")
    .addHelpText(
      "after",
      `
The score that is told is nested: every clip is answered by an ensemble that was bred without the clip's fold.

Examples:
  prosodia ensemble breed runs/experiment -o breeding.html --save bred.yaml
  prosodia ensemble breed runs/a runs/b --experiment bred-experiment.yaml && prosodia train bred-experiment.yaml`,
    )
    .action(async (members: string[], options: BreedCommandOptions) =>
      (await import("../actions/ensemble.ts")).breedCommand(members, options),
    );
}
