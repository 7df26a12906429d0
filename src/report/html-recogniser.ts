/** One learner's part of the HTML report. */
import { rangeOf } from "../base/range.ts";
import { showSettings } from "../base/settings.ts";
import { DETECTION_NAMES, detectionFigure } from "./detection-figures.ts";
import {
  CURVE_NAMES,
  confusionFigure,
  curveFigure,
  groupFigure,
  reliabilityFigure,
  searchFigure,
} from "./figures.ts";
import { withMarks } from "./marks.ts";
import { html, Markup } from "./markup.ts";
import type { FoldHistory, RecogniserReport } from "./report.ts";
import { scrolls } from "./scrolls.ts";
import { type SearchSummary, summariseSearches } from "./search.ts";
import { renderSvg } from "./svg.ts";
import { notSureSentence, percent, percentInterval, searchSentence } from "./words.ts";

/** Where the figure of its confusion matrix is. */
export function confusionId(place: number): string {
  return `confusion-${place + 1}`;
}

/** A card that unfolds; only the first one is open. */
export async function recogniserCard(one: RecogniserReport, place: number): Promise<Markup> {
  const { confusion, predictions } = one;
  const summary = html`<summary><h2>${one.name}</h2>${one.learner === "recogniser" ? null : html`<span class="tag">${one.learner}</span>`}
<p class="note">${withMarks(one.description, one)}</p></summary>`;
  const measured =
    confusion === null
      ? html`<p class="note">No clip that was predicted has a label.</p>`
      : html`<div class="pair"><div><h3>Confusion matrix</h3>
<figure class="wide" id="${confusionId(place)}"><div${scrolls(`Confusion matrix of ${one.name}`)}>${await svg(confusionFigure(confusion, predictions.labels))}</div>
<figcaption>Clips, and share of the row: how the clips of each true label were predicted. A cell shows its clips.</figcaption></figure></div>
<div><h3>Labels</h3>${labelTable(one)}</div></div>`;
  return html`<details class="card" id="recogniser-${place + 1}"${new Markup(place === 0 ? " open" : "")}>
${summary}
${measured}
${one.notSure === undefined ? null : html`<p class="note">${notSureSentence(one.notSure)}</p>`}
${votes(one)}
${await reliability(one)}
${await detection(one)}
${await groups(one)}
${one.searches === undefined ? null : await searches(summariseSearches(one.searches, one))}
${one.history === undefined ? null : await curves(one.history)}
</details>`;
}

async function svg(figure: Parameters<typeof renderSvg>[0]): Promise<Markup> {
  return new Markup(await renderSvg(figure));
}

function labelTable({ name, labelScores, predictions }: RecogniserReport): Markup {
  return html`<div${scrolls(`Scores of every label by ${name}`)}><table>
<thead><tr><th>Label</th><th class="number">Precision</th><th class="number">Recall</th><th class="number">F1</th><th class="number">Clips</th></tr></thead>
<tbody>${labelScores.map(
    (
      score,
      i,
    ) => html`<tr><th scope="row">${predictions.labels[i]}</th><td class="number">${percent(score.precision)}</td>
<td class="number">${percent(score.recall)}</td><td class="number">${percent(score.f1)}</td><td class="number">${score.support}</td></tr>`,
  )}</tbody></table></div>`;
}

function votes({ voteRates }: RecogniserReport): Markup | null {
  if (voteRates === undefined) return null;
  const rates = [
    ["easy", "Easy", voteRates.easy, "more than half of the members agree"],
    ["barely", "Barely made it", voteRates.barely, "decided by fewer than half"],
    ["undecided", "Undecided", voteRates.undecided, "a tie, settled by the tie-breaker"],
  ] as const;
  return html`<h3>Votes of ${voteRates.members} members on ${voteRates.clips} clips</h3>
<div class="bar">${rates.map(([key, , share]) => html`<i class="${key}" style="width:${percent(share)}%"></i>`)}</div>
<p class="note">${rates.map(
    ([key, name, share, meaning]) =>
      html`<span class="key ${key}">${name} ${percent(share)} % (${meaning})</span> `,
  )}</p>`;
}

/** As many settings as anybody reads. */
const SHOWN = 10;

async function searches(found: readonly SearchSummary[]): Promise<Markup[]> {
  const parts: Markup[] = [];
  for (const search of found) {
    const { learner, tried, importance } = search;
    const figures: Markup[] = [];
    for (const { field, share } of importance) {
      const title = html`<h3>${field.slice(field.lastIndexOf(".") + 1)} <span class="soft">explains ${percent(share)} %</span></h3>`;
      figures.push(html`<figure>${title}${await svg(searchFigure(search, field))}</figure>`);
    }
    parts.push(html`<h3>What ${learner} searched</h3>
<p class="note">${searchSentence(search)}</p>
<div${scrolls(`Settings that ${learner} tried`)}><table>
<thead><tr><th>Settings, best first</th><th class="number">Inner score</th><th class="number">Folds</th><th class="number">Chosen in</th></tr></thead>
<tbody>${tried.slice(0, SHOWN).map(
      (
        one,
      ) => html`<tr><th scope="row">${showSettings(one.settings)}</th><td class="number">${one.score.toFixed(3)}</td>
<td class="number">${one.folds}</td><td class="number">${one.chosen}</td></tr>`,
    )}</tbody></table></div>
${tried.length > SHOWN ? html`<p class="note">and ${tried.length - SHOWN} more.</p>` : null}
<div class="row">${figures}</div>
<p class="note">A dot per setting: its score on inner folds of the training sides, mean over the folds. A field explains the share of
the differences between settings that its value alone tells.</p>`);
  }
  return parts;
}

async function reliability(one: RecogniserReport): Promise<Markup | null> {
  if (one.reliability.length === 0) return null;
  const [ece, nll, brier] = ["ece", "nll", "brier"].map((id) =>
    one.scores.find(({ metric }) => metric === id),
  );
  return html`<div class="pair"><div><h3>Right as often as it says?</h3>
<figure>${await svg(reliabilityFigure(one))}</figure></div>
<div><p class="note">Each dot: answers about equally sure, ${one.reliability[0].n.toFixed(0)} clips, with a 95 % interval.
Below the dashed line it promises too much, above it too little.${one.votes === undefined ? "" : ` Shares of ${one.votes} votes are no promise of being right as often.`}</p>
${ece === undefined ? null : html`<p class="note">ECE (mean distance from the line): ${percent(ece.value)} % (${percentInterval(ece)}). Chance alone makes some, and resampling more of it, so that the interval lies high.</p>`}
${nll === undefined ? null : html`<p class="note">NLL: ${number(nll)}.</p>`}
${brier === undefined ? null : html`<p class="note">Brier score: ${number(brier)}.</p>`}</div></div>`;
}

async function detection({ name, detections, predictions, votes }: RecogniserReport): Promise<Markup | null> {
  if (detections.every((one) => one === null)) return null;
  const figures: Markup[] = [];
  for (const curve of ["roc", "pr", "det"] as const) {
    const figure = detectionFigure(curve, detections, predictions.labels);
    figures.push(html`<figure><h4>${DETECTION_NAMES[curve]}</h4>${await svg(figure)}</figure>`);
  }
  return html`<h3>One label against the rest</h3>
<p class="note">How ${votes === undefined ? "its probability" : "its share of the votes"} alone tells a label from all others, whatever else is said: the larger the share that is asked
for, the further left in all three. AUC: the chance that a clip of the label has more of it than another clip. Equal error rate:
where as many are missed as others are told.</p>
<div class="row">${figures}</div>
<div${scrolls(`Detection of every label by ${name}`)}><table class="fit">
<thead><tr><th>Label</th><th class="number">AUC</th><th class="number">Average precision</th><th class="number">Equal error rate</th></tr></thead>
<tbody>${detections.map((one, i) => {
    const cells =
      one === null
        ? ["–", "–", "–"]
        : [one.auc.toFixed(3), one.averagePrecision.toFixed(3), `${percent(one.equalErrorRate)} %`];
    return html`<tr><th scope="row">${predictions.labels[i]}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  })}</tbody></table></div>`;
}

/** A score that is no share. */
function number({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${value.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

async function groups(one: RecogniserReport): Promise<Markup | null> {
  if (one.groups.length === 0) return null;
  const figures: Markup[] = [];
  for (const table of one.groups) {
    const sizes = table.rows.map((row) => row.n);
    const { low: least, high: most } = rangeOf(sizes);
    const n = least === most ? `n = ${least}` : `n = ${least} to ${most}`;
    figures.push(
      html`<figure><h3>Accuracy by ${table.by} <span class="soft">${n}</span></h3>${await svg(groupFigure(table))}</figure>`,
    );
  }
  return html`<div class="row groups">${figures}</div>
<p class="note">Lines across the bars: 95 % Wilson intervals. Dashed: accuracy over all.</p>`;
}

async function curves(history: readonly FoldHistory[]): Promise<Markup | null> {
  if (history.every((fold) => fold.epochs.length === 0)) return null;
  const validated = history.some(({ epochs }) => epochs.some((one) => one.validationLoss !== undefined));
  const figures: Markup[] = [];
  for (const value of ["loss", "accuracy", "learningRate"] as const) {
    figures.push(
      html`<figure><h3>${CURVE_NAMES[value]}</h3>${await svg(curveFigure(history, value))}</figure>`,
    );
  }
  return html`<div class="row">${figures}</div>
<p class="note">Thin lines: ${history.length} fold${history.length === 1 ? "" : "s"}. Thick: their mean.${validated ? " Dashed: mean of the validation sides." : ""}</p>`;
}
