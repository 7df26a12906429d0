/** The report as markdown: for a terminal, a pull request, a README. */
import { counted } from "../base/counted.ts";
import { visibleLines } from "../base/visible.ts";
import { keepsPeopleApart } from "../dataset/split/split.ts";
import {
  CURVE_HEADING,
  curveSentence,
  curvesOf,
  curveTable,
  extentText,
  partText,
} from "./learning-curve.ts";
import { withMarks } from "./marks.ts";
import type { RecogniserReport, Report } from "./report.ts";
import {
  auditSentence,
  duration,
  intervalSentence,
  percent,
  percentInterval,
  protocolSentence,
  pValue,
  verdict,
} from "./words.ts";

/** One paragraph per part, tables in GitHub's form; names cannot break out of their cells. */
export function renderMarkdown(report: Report): string {
  const { corpus, environment, notes, audit, protocol } = report;
  const best = verdict(report);
  const alarm = protocol.leaky
    ? "> **LEAKY on purpose: these scores are worthless as measurements.** Never quote them as accuracy."
    : "> **LEAK FOUND: these scores cannot be trusted.** See the audit below.";
  const parts = [
    `# ${protocol.leaky ? "LEAKY: " : ""}${plain(report.title)}`,
    protocol.leaky || audit.findings.length > 0 ? alarm : "",
    plain(protocolSentence(report)),
    best === null ? "" : plain(best),
    notes.map((note) => `- ${plain(note)}`).join("\n"),
    `## Scores\n\n${plain(intervalSentence(report))}`,
    scoresTable(report),
    comparisonsTable(report),
    curvesTable(report),
    ...report.recognisers.slice(0, 1).map(labelsTable),
    hardestTable(report),
    `## Leak audit\n\n${plain(auditSentence(report))}`,
    [
      ...audit.findings.slice(0, 20).map((one) => `- ${plain(`${one.fold}: ${one.message}`)}`),
      ...audit.dropped.map(
        (one) =>
          `- ${plain(`${one.fold}: ${one.clipId} was left out of training: ${one.how === "identical" ? "same audio as" : "audio overlaps"} ${one.twinOf}`)}`,
      ),
    ].join("\n"),
    `## Corpus\n\n${plain(`${corpus.reader} (${corpus.folder}): ${counted(corpus.clips, "clip")}, ${counted(corpus.labels.length, "label")}. ${corpus.citation} Licence: ${corpus.licence}. Audio fingerprint ${corpus.fingerprint}.`)}`,
    `## Run it again\n\n${plain(
      `Started ${environment.started}, took ${duration(environment.seconds)}. ${Object.entries(
        environment.versions,
      )
        .map(([name, version]) => `${name} ${version}`)
        .join(", ")}.`,
    )}`,
    fenced(report.config, "yaml"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A markdown table; the first column is text, the others numbers where the header ends with ":". */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;
  const names = header.map((name) => name.replace(/:$/, ""));
  const rule = header.map((name) => (name.endsWith(":") ? "---:" : "---"));
  return [line(names), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

/** Text without the characters that mean something in markdown or HTML; one line. */
export function plain(text: string): string {
  return visibleLines(text.replace(/\s*[\r\n]+\s*/g, " "))
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/<(?=[a-z/!?])/gi, "&lt;")
    .replace(/[\\`*_[\]|~]/g, "\\$&");
}

/** A code block whose fence is longer than any run of backticks inside. */
export function fenced(text: string, language: "yaml" | "json"): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${visibleLines(text.trimEnd())}\n${fence}`;
}

function scoresTable({ recognisers }: Report): string {
  const cell = (one: RecogniserReport, metric: string): string => {
    const score = one.scores.find((candidate) => candidate.metric === metric);
    return score === undefined ? "–" : `${percent(score.value)} (${percentInterval(score)})`;
  };
  return markdownTable(
    ["Recogniser", "Made of", "UAR:", "Accuracy:", "Macro-F1:", "ECE:", "Training:"],
    recognisers.map((one) => [
      one.name,
      withMarks(one.description, one),
      cell(one, "uar"),
      cell(one, "accuracy"),
      cell(one, "macro-f1"),
      cell(one, "ece"),
      duration(one.fitSeconds),
    ]),
  );
}

function comparisonsTable({ comparisons, recognisers: [best, ...others], protocol }: Report): string {
  if (comparisons.length === 0 || protocol.leaky) return "";
  const table = markdownTable(
    [`${withMarks(best.name, best)} against`, "only it right:", "only the other right:", "agreement:", "p:"],
    comparisons.map((one, place) => [
      withMarks(one.b, others[place]),
      String(one.onlyA),
      String(one.onlyB),
      percent(one.agreement),
      pValue(one.adjusted),
    ]),
  );
  return `## Is the best right more often?\n\nExact McNemar test of accuracy, which takes clips as independent; p after Holm's adjustment.\n\n${table}`;
}

function curvesTable({ recognisers, protocol }: Report): string {
  const curves = curvesOf(recognisers);
  if (curves.length === 0) return "";
  const { parts, rows } = curveTable(curves);
  const table = markdownTable(
    ["Learnt from", ...parts.map((part) => `${partText(part)} (${extentText(part)}):`)],
    rows.map(({ name, cells }) => [
      name,
      ...cells.map((uar) => (uar === undefined ? "–" : `${percent(uar.value)} (${percentInterval(uar)})`)),
    ]),
  );
  return `## ${CURVE_HEADING}\n\n${plain(curveSentence(keepsPeopleApart(protocol.apart)))}\n\n${table}`;
}

function labelsTable(one: RecogniserReport): string {
  if (one.confusion === null) return "";
  const { labels } = one.predictions;
  const { confusion } = one;
  const table = markdownTable(
    ["truth \\ predicted", ...labels.map((label) => `${label}:`), "recall:", "precision:", "F1:"],
    labels.map((label, row) => {
      const score = one.labelScores[row];
      const counts = Array.from(confusion.subarray(row * labels.length, (row + 1) * labels.length), String);
      return [label, ...counts, percent(score.recall), percent(score.precision), percent(score.f1)];
    }),
  );
  return `## ${plain(one.name)}, label by label\n\n${table}`;
}

function hardestTable({ hardest }: Report): string {
  if (hardest.length === 0) return "";
  const table = markdownTable(
    ["Clip", "Truth", "Wrong:", "Answers"],
    hardest
      .slice(0, 10)
      .map((clip) => [
        clip.clipId,
        clip.truth,
        `${clip.wrong} of ${clip.of}`,
        clip.answers.map(({ label, count }) => `${label} ${count}`).join(", "),
      ]),
  );
  return `## Hardest clips\n\n${table}`;
}
