/** The page that sets the claims of the report beside what the same systems reach here: made from claims.yaml and scores files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { parseScoresFile, type ScoresFile } from "../src/report/index.ts";
import { table } from "./markdown.ts";

const claimsSchema = z.strictObject({
  claims: z.array(
    z.strictObject({
      /** What the report built. */
      system: z.string(),
      /** What it says of it, with where that was measured. */
      says: z.string(),
      /** `experiment/learner`. */
      ours: z.string(),
    }),
  ),
  /** What a reader of the claims should know. */
  notes: z.array(z.string()).default([]),
  questions: z.array(
    z.strictObject({
      question: z.string(),
      /** `experiment/learner`; the first is what the others are compared with. */
      compare: z.array(z.string()).min(2),
    }),
  ),
});

type Recogniser = ScoresFile["recognisers"][number];

/** What stands beside a claim: protocol -> heading. */
const PROTOCOLS = {
  leaky: "leaky (worthless)",
  random: "random, 5 folds",
  speaker: "new speakers, 5 folds",
} as const;
type Protocol = keyof typeof PROTOCOLS;
const NAMES: readonly Protocol[] = ["leaky", "random", "speaker"];

/**
 * @param folder - has claims.yaml, and a file `<experiment>-<protocol>.scores.json` per run; runs that are not there are dashes
 * @throws Error if a claim names a learner that its runs do not have
 */
export function replayPage(folder: string): string {
  const { claims, notes, questions } = claimsSchema.parse(
    parse(readFileSync(join(folder, "claims.yaml"), "utf8")),
  );
  const runs = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".scores.json"))
      .map((name) => [
        name.replace(".scores.json", ""),
        parseScoresFile(name, readFileSync(join(folder, name), "utf8")),
      ]),
  );
  const find = (ours: string, protocol: Protocol): Recogniser | undefined => {
    const [experiment, learner] = ours.split("/");
    const run = runs.get(`${experiment}-${protocol}`);
    const found = run?.recognisers.find(({ name }) => name === learner);
    if (run !== undefined && found === undefined)
      throw new Error(`${experiment}-${protocol} has no learner ${learner}`);
    return found;
  };
  const most = Math.max(...[...runs.values()].map(({ recognisers }) => recognisers[0].scores[0].n));
  const rows = claims.map(({ system, says, ours }) => [
    system,
    says,
    `\`${ours}\``,
    ...NAMES.map((protocol) => accuracyOf(find(ours, protocol), most, protocol === "leaky")),
    secondsOf(NAMES.flatMap((protocol) => find(ours, protocol) ?? [])),
  ]);
  return `# The report, replayed

What the report says of its systems, and what the same systems reach here. Made by \`npm run replay\` from
[the experiments](../results/report) and their scores; n = ${most} labelled RAVDESS clips where
nothing else is said (most networks answer the first of the 5 folds), accuracy in per cent with 95 %
intervals (over clips, or whole speakers where those are kept apart). The report's accuracies are those of its contest, whose
test clips have the same actors and sentences as the training clips: beside them stands \`random\`. Its "validation" scores are
leaky: copies of one clip were on both sides. \`new speakers\` is what nobody measured: actors that were never heard.

${table(["The report's system", "It says", "Here", ...NAMES.map((name) => PROTOCOLS[name]), "Training, 5 folds"], rows)}
${notes.map((note) => `\n${note}\n`).join("")}
## Its open questions

Each against the first of its table; a difference that is less than the interval of either is not one to build on.

${questions.map(({ question, compare }) => `### ${question}\n\n${answer(compare, find, most)}`).join("\n\n")}
`;
}

function answer(
  compare: readonly string[],
  find: (ours: string, protocol: Protocol) => Recogniser | undefined,
  most: number,
): string {
  const honest = NAMES.filter((protocol) => protocol !== "leaky");
  const first = honest.map((protocol) => shareOf(find(compare[0], protocol)));
  const rows = compare.map((ours, place) => [
    `\`${ours}\``,
    ...honest.flatMap((protocol, i) => {
      const one = find(ours, protocol);
      const value = shareOf(one);
      const base = first[i];
      const difference =
        place === 0 || value === undefined || base === undefined ? "" : signed(100 * (value - base));
      return [accuracyOf(one, most, false), difference];
    }),
  ]);
  return table(["", ...honest.flatMap((protocol) => [PROTOCOLS[protocol], "difference"])], rows);
}

function shareOf(one: Recogniser | undefined): number | undefined {
  return one?.scores.find(({ metric }) => metric === "accuracy")?.value;
}

/** @param most - clips that a run of all folds answers: a run of fewer says so */
function accuracyOf(one: Recogniser | undefined, most: number, isBare: boolean): string {
  const score = one?.scores.find(({ metric }) => metric === "accuracy");
  if (score === undefined) return "–";
  const [value, low, high] = [score.value, score.low, score.high].map((share) => (100 * share).toFixed(1));
  const of = score.n < most ? `, n = ${score.n}` : "";
  return isBare ? value : `${value} (${low}–${high}${of})`;
}

function secondsOf(found: readonly Recogniser[]): string {
  if (found.length === 0) return "–";
  const seconds = found.at(-1)?.fitSeconds ?? 0;
  return seconds < 60 ? `${seconds.toPrecision(2)} s` : `${Math.round(seconds / 60)} min`;
}

function signed(points: number): string {
  return `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;
}
