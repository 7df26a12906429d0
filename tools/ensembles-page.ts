/** The page about ensembles: its figures are those of results/, put into words and tables. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { meanOf, verdictOf } from "../src/ensemble/breeding.ts";
import { type BreedingFile, breedingFile } from "../src/ensemble/breeding-file.ts";
import { percent } from "../src/ensemble/page.ts";
import { isCounted, RULE_NAMES } from "../src/ensemble/rules.ts";
import { parseScoresFile, renderResultsTable } from "../src/report/index.ts";
import { table } from "./markdown.ts";

/** @param folder - results/ */
export function ensemblesPage(folder: string): string {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const [scratch, encoder] = ["breeding-speaker.json", "breeding-encoder-speaker.json"].map((name) =>
    breedingFile.parse(JSON.parse(read(name))),
  );
  const learners = parseScoresFile("bred-speaker.scores.json", read("bred-speaker.scores.json"));
  return `# Ensembles

Several recognisers as one: \`prosodia ensemble score\` combines them (votes, mean, geometric mean, ranks) and tells the report's rates,
\`ensemble diversity\` shows who answers like whom, \`ensemble breed\` lets a genetic algorithm choose who is asked, how much each counts, by
which rule, and who decides ties. The figures below are of [results/](../results), this page is made of them by \`npm run ensembles\`.

## Members

A member is a run (all its learners), the predictions of one learner of it, a csv of another program, a folder with one such csv per fold,
or the file of an ensemble, which thereby becomes a member of the next generation. Members are joined by clip id. Clips or labels that
do not agree, a truth that is another one, numbers that are no probabilities, and an ensemble that contains itself are refused with the
ids. A csv of another program says its folds in a column \`fold\`; without it the member may have been trained on the very clips that
it answers, which is told wherever it is used.

## The report's rates

Undecided: the most frequent label is not the only one with that many votes. Easy: one label has more than half of the votes. Barely made
it: the rest. The report also projects an accuracy increase and gives no formula; \`(1 − easy) × p × (1 − p)\`, with p the accuracy of one
member, meets the figures of its sheet (0.695238 easy, from 60 %: 0.073143), and that is what is shown beside what is true.

## Bred from ${scratch.members.length} members from scratch

[The members](../results/breeding.yaml) differ in features and models: ${namesOf(scratch)}. Speakers are kept apart, ${scratch.folds.count} folds, ${scratch.clips} RAVDESS clips.

${verdictOf(scratch)}${chanceOf(scratch)}

${breedingTable(scratch)}

${champion(scratch)}

## With the small frozen encoder

The same with [members that use it](../results/breeding-encoder.yaml): ${encoder.members.length} in all.

${verdictOf(encoder)}${chanceOf(encoder)}

${breedingTable(encoder)}

${champion(encoder)}

## What these figures are

Nested: for each fold, selection sees the clips of the other folds and its choice answers those of the fold; so the nested score was never
selected on. Inside is the score of the same choices on the clips that they were chosen on, and the gap between both is the optimism of
selecting: what a person who selects and scores on the same clips would be wrong by. Bred over ${scratch.seeds.length} seeds of the genetic algorithm
(nested accuracy from ${range(scratch)}); the others have no seed. One thing is left: the members' own models were trained on all folds but
the one that they answer, so that those who answer the selection's clips had seen the clips that are scored. The learner \`bred\` is
without that, too: it divides its training side again, and the members are fitted anew on each part.

Breeding is for the likelihood of the truth, with probabilities as sharp as they should be: by plain likelihood, members that are never
sure (a kernel ridge) lose to worse ones that are. Greedy selection is that of the learner \`greedy-mean\`, by plain likelihood.

## As learners

In an experiment file \`majority-vote\`, \`ranked-vote\`, \`mean-probability\`, \`geometric-mean\`, \`stack\`, \`greedy-mean\` and \`bred\` are learners like
any other: they see training rows only, hold any other learners, and are saved as one file, which \`predict\`, the browser and Python's
onnxruntime run. What is bred is as sure as its members are; \`calibrated\` around it makes its probabilities ones to go by. \`ensemble breed --experiment bred.yaml\` writes an experiment file with these members and the learner \`bred\`,
so that \`train\` chooses again inside its training sides: what was bred here by all clips would carry a score of the clips that chose it.
These have
[the same ${learners.recognisers.filter(({ learner }) => learner === "recogniser").length} members](../results/bred.yaml):

${renderResultsTable([learners])}`;
}

function namesOf({ members }: BreedingFile): string {
  return members.map(({ name, accuracy }) => `\`${name}\` ${percent(accuracy)}`).join(", ");
}

/** What may be chance, by the first seed. */
function chanceOf({ rivals }: BreedingFile): string {
  const names = rivals.filter(({ test }) => test.pValue > 0.05).map(({ name }) => name);
  return names.length === 0 ? "" : ` The difference to ${names.join(" and ")} may be chance.`;
}

function breedingTable({ seeds, rivals }: BreedingFile): string {
  const bred = {
    name: `bred, mean of ${seeds.length} seeds`,
    inside: meanOf(seeds, "inside"),
    outside: meanOf(seeds, "outside"),
    gap: meanOf(seeds, "gap"),
  };
  const row = ({ name, inside, outside, gap }: typeof bred): string[] => [
    name,
    percent(outside.accuracy),
    percent(outside.uar),
    percent(inside.accuracy),
    (100 * gap.accuracy).toFixed(1).replace("-0.0", "0.0").replace("-", "−"),
  ];
  return table(
    ["", "Nested accuracy", "Nested UAR", "Accuracy inside", "Optimism gap, points"],
    [row(bred), ...rivals.map(row)],
  );
}

function champion({ bred: { combination }, members }: BreedingFile): string {
  const { rule, weights, tieBreakers } = combination;
  const asked = [...members.keys()].filter((i) => weights[i] > 0).toSorted((a, b) => weights[b] - weights[a]);
  const list = asked.map((i) => `${weights[i]} × \`${members[i].name}\``).join(", ");
  const ties = isCounted(rule) ? `; ties go to \`${members[tieBreakers[0]].name}\`` : "";
  return `Bred on all clips: a ${RULE_NAMES[rule]} of ${list}${ties}.`;
}

function range({ seeds }: BreedingFile): string {
  const all = seeds.map(({ outside }) => outside.accuracy);
  return `${percent(Math.min(...all))} to ${percent(Math.max(...all))}`;
}
