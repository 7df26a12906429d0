/**
 * A model card: what a recogniser is, what it was trained on and how it was measured, out of its own file; and how it behaved
 * when it was checked.
 *
 * @see Mitchell et al. 2019, Model cards for model reporting
 */

import { counted } from "../base/counted.ts";
import { ConfigError } from "../base/errors.ts";
import { type Apart, keepsPeopleApart } from "../dataset/split/split.ts";
import type { RecogniserInfo } from "../recogniser/index.ts";
import { heardHz } from "../recogniser/index.ts";
import { fenced, markdownTable, plain } from "../report/markdown.ts";
import { notSureSentence, percent, percentInterval, scoreText } from "../report/words.ts";
import type { CheckReport } from "./check.ts";
import { neededText, summaryText, valueText } from "./words.ts";

const USE = [
  "Research and teaching: what can be told of acted or spontaneous emotion in recordings like those that it was trained on.",
  "Sorting or searching recordings of one's own, where a person looks at what comes of it.",
];

const MISUSE = [
  "To judge anybody: applicants, workers, pupils, customers, suspects, patients. What a voice sounds like is not what a person feels.",
  "Emotion recognition at work and in schools is prohibited in the European Union (Regulation (EU) 2024/1689, Article 5), but for medical and safety reasons.",
  "To decide anything by itself, or about people who do not know of it.",
  "On people, languages, ages, rooms or microphones that it was not measured on, as if its scores held there.",
];

/**
 * @param check - of the same recogniser; absent where it was not checked
 * @param apart - what the protocol keeps apart: speaker, sentence; null for nothing
 * @throws ConfigError if the check is of another recogniser
 */
export function renderCard(info: RecogniserInfo, apart: Apart | null, check?: CheckReport): string {
  if (check !== undefined && check.fit !== info.fit) {
    throw new ConfigError(
      `the check is of "${check.recogniser}", fitted otherwise than "${info.name}"; expected a check of the same file.`,
    );
  }
  const { trainedOn } = info;
  const parts = [
    `# Model card: ${plain(info.name)}`,
    plain(
      `Tells ${counted(info.labels.length, "label")} from speech: ${info.labels.join(", ")}. ${featuresSentence(info)} ` +
        `Learner: ${info.learner.id}. Made by Prosodia ${info.version}, seed ${info.seed}; fit ${info.fit.slice(0, 16)}.`,
    ),
    `## Intended use\n\n${list(USE)}`,
    `## Not to be used\n\n${list(MISUSE)}`,
    `## Data\n\n${list([
      `Trained on ${trainedOn.corpus}: ${counted(trainedOn.clips, "clip")}; fingerprint ${trainedOn.fingerprint.slice(0, 16)}.`,
      `Licence of the data, and so of this file: ${trainedOn.licence}`,
      `Cite: ${trainedOn.citation}`,
      `Hears up to ${(heardHz(info) / 1000).toFixed(1)} kHz${levelSentence(info)}.`,
      farSentence(info),
    ])}`,
    `## How right it is\n\n${measuredPart(info, apart)}`,
    `## Behaviour\n\n${behaviourPart(check)}`,
    `## All parameters\n\n${fenced(JSON.stringify(info.learner, null, 2), "json")}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${plain(sentence)}`).join("\n");
}

function featuresSentence({ inputs }: RecogniserInfo): string {
  const used = inputs.flatMap((input) => (input.from === "audio" ? [input.recipe] : []));
  const names = new Set(used.flatMap(({ features }) => features.map(({ id }) => id)));
  const columns = inputs.flatMap((input) => (input.from === "column" ? [input.column] : []));
  const groups = inputs.flatMap((input) =>
    input.from === "group" || input.from === "leaning" ? [input.column] : [],
  );
  return (
    `Features: ${[...names].join(", ")}.` +
    (columns.length === 0 ? "" : ` May be told: ${[...new Set(columns)].join(", ")}.`) +
    (groups.length === 0 ? "" : ` Gets to know a ${[...new Set(groups)].join(", ")} by clips.`)
  );
}

function levelSentence({ trainedOn: { levelDb } }: RecogniserInfo): string {
  if (levelDb === undefined) return "";
  return `; loud sounds of the training lie between ${levelDb.low.toFixed(0)} and ${levelDb.high.toFixed(0)} dBFS`;
}

function farSentence({ trainedOn: { reach } }: RecogniserInfo): string {
  if (reach === undefined) return "Its file does not tell which recordings are unlike those of its training.";
  return (
    "It warns of recordings whose features are further from those of its training than 99 of 100 of " +
    `${counted(reach.n, "clip")} that were held out.`
  );
}

function measuredPart({ measured, notSure }: RecogniserInfo, apart: Apart | null): string {
  if (measured === null) return "It was not measured: nothing is known of how often it is right.";
  const { protocol, folds, scores, knowsSpeakers, bySex = [] } = measured;
  const known = knowsSpeakers === undefined ? "" : ", with other clips of theirs, without labels, at hand";
  const who = keepsPeopleApart(apart)
    ? `of people whom it had never heard${known}: what to expect for new people${known}`
    : `of people whom it knows${known}: expect less for new people`;
  const [{ n, resampled }] = scores;
  return [
    plain(
      `Answers to ${counted(n, "clip")} ${who} (protocol ${protocol}, ${counted(folds, "fold")}); 95 % intervals by bootstrap over ${resampled}s.`,
    ),
    markdownTable(
      ["Score", "Value:", "95 % interval:"],
      scores.map((score) => scoreText(score)),
    ),
    ...(scores.some(({ metric }) => metric === "ece")
      ? ["The interval of ECE lies high, since resampling adds error of its own: the value may be below it."]
      : []),
    ...(bySex.length === 0
      ? []
      : [
          markdownTable(
            ["Sex", "Clips:", "Accuracy, %:", "95 % interval:"],
            bySex.map((one) => [one.value, String(one.n), percent(one.accuracy), percentInterval(one)]),
          ),
        ]),
    plain(notSure === undefined ? "It never says that it is not sure." : notSureSentence(notSure)),
  ].join("\n\n");
}

function behaviourPart(check: CheckReport | undefined): string {
  if (check === undefined) return "Not checked: see `prosodia check`.";
  return [
    plain(summaryText(check)),
    ...(check.notes.length === 0 ? [] : [list(check.notes)]),
    markdownTable(
      ["Check", "Measure", "Value:", "Needed:", "Result"],
      check.checks.map((one) => [
        one.name,
        one.measure,
        valueText(one),
        neededText(one),
        one.passed ? "passed" : "failed",
      ]),
    ),
  ].join("\n\n");
}
