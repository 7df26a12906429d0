/** The report of estimators as markdown. */
import { markdownTable, plain } from "../markdown.ts";
import { withMarks } from "../marks.ts";
import { duration } from "../words.ts";
import { type NumbersReport, rankByCcc, scoreOf } from "./report.ts";
import { METRICS, nameOfMetric, numbersSentence, numberText } from "./words.ts";

export function renderNumbersMarkdown(report: NumbersReport): string {
  const ranked = rankByCcc(report.estimators);
  const tables = report.dimensions.map((dimension) => {
    const table = markdownTable(
      ["Estimator", "Made of", ...METRICS.map((id) => `${nameOfMetric(id)}:`), "Training:"],
      ranked.map((one) => [
        one.name,
        withMarks(one.description, one),
        ...METRICS.map((id) => {
          const score = scoreOf(one, dimension, id);
          return score === undefined
            ? "–"
            : `${numberText(score.value)} (${numberText(score.low)}–${numberText(score.high)})`;
        }),
        duration(one.fitSeconds),
      ]),
    );
    return `## ${plain(dimension)}\n\n${table}`;
  });
  const { corpus } = report;
  const parts = [
    `# ${plain(report.title)}`,
    plain(numbersSentence(report)),
    report.notes.map((note) => `- ${plain(note)}`).join("\n"),
    ...tables,
    `## Corpus\n\n${plain(`${corpus.reader} (${corpus.folder}): ${corpus.clips} clips. ${corpus.citation} Licence: ${corpus.licence}.`)}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
