/** The report as one HTML file: nothing from the network, every text escaped. */
import { surenessText } from "../base/sureness.ts";
import { confusionClips } from "./confusion-clips.ts";
import { scoresFigure } from "./figures.ts";
import { clipsSections } from "./html-clips.ts";
import { curvesSection } from "./html-learning-curve.ts";
import { confusionId, recogniserCard } from "./html-recogniser.ts";
import { withMarks } from "./marks.ts";
import { html, Markup } from "./markup.ts";
import type { ReportMedia } from "./media.ts";
import { type PageCells, renderPage } from "./page.ts";
import type { RecogniserReport, Report } from "./report.ts";
import { scrolls } from "./scrolls.ts";
import { renderSvg } from "./svg.ts";
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

/** A whole HTML page. Loads vega, which takes a moment, only when called. */
export async function renderHtml(report: Report, media: ReportMedia): Promise<string> {
  const cards: Markup[] = [];
  for (const [place, recogniser] of report.recognisers.entries()) {
    cards.push(await recogniserCard(recogniser, place));
  }
  const { protocol, environment } = report;
  const body = html`${alarm(report)}
<main>
${headerOf(report, media)}
${await scoresSection(report)}
${comparisonsSection(report)}
${await curvesSection(report)}
${cards}
${clipsSections(report, media)}
${auditSection(report)}
${corpusSection(report)}
${runSection(report)}
<footer>Made by Prosodia ${environment.versions.prosodia ?? ""}.</footer>
</main>`;
  return renderPage({
    title: `${protocol.leaky ? "LEAKY: " : ""}${report.title}`,
    bodyClass: protocol.leaky ? "leaky" : "",
    body,
    sounds: media.sounds,
    cells: Object.fromEntries(report.recognisers.flatMap(cellsOf)),
  });
}

/** What a reader finds behind the cells of a recogniser's confusion matrix. */
function cellsOf({ confusion, predictions, votes }: RecogniserReport, place: number): [string, PageCells][] {
  if (confusion === null) return [];
  const clips = confusionClips(predictions).map((cell) =>
    cell.map(({ clipId, probability }): [string, string] => [clipId, surenessText(probability, votes)]),
  );
  return [[confusionId(place), { labels: predictions.labels, clips, counts: [...confusion] }]];
}

function alarm({ protocol, audit }: Report): Markup | null {
  if (protocol.leaky) {
    return html`<div class="banner" role="alert">LEAKY on purpose: these scores are worthless as measurements
<span>Copies of the tested clips were trained on. Never quote these numbers as accuracy.</span></div>`;
  }
  if (audit.findings.length === 0) return null;
  return html`<div class="banner" role="alert">LEAK FOUND: these scores cannot be trusted
<span><a href="#audit" style="color:inherit;text-decoration:underline">See the audit</a></span></div>`;
}

function headerOf(report: Report, { leftOut }: ReportMedia): Markup {
  const { corpus, protocol, environment } = report;
  const best = verdict(report);
  const notes = [...report.notes, ...(leftOut === null ? [] : [leftOut])];
  const facts: [string, string | number][] = [
    ["Corpus", `${corpus.reader} (${corpus.folder})`],
    ["Clips", corpus.clips],
    ["Labels", corpus.labels.length],
    ["Speakers", corpus.speakers === 0 ? "not known" : corpus.speakers],
    ["Protocol", protocol.folds === 1 ? protocol.id : `${protocol.id}, ${protocol.folds} folds`],
    ["Seed", protocol.seed],
    ["Started", environment.started.replace("T", " ").replace(/:\d\d(\.\d+)?Z$/, " UTC")],
    ["Took", duration(environment.seconds)],
  ];
  return html`<header>
<h1>${report.title}</h1>
<p class="lead">${protocolSentence(report)}</p>
${best === null ? null : html`<p>${best}</p>`}
${notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

async function scoresSection(report: Report): Promise<Markup> {
  const scored = report.recognisers.filter((one) => one.scores.length > 0);
  const heading = html`<h2>Scores</h2><p class="note">${intervalSentence(report)}</p>`;
  if (scored.length === 0) return html`<section>${heading}</section>`;
  const figure = new Markup(await renderSvg(scoresFigure(scored, report.corpus.labels.length)));
  return html`<section>
${heading}
<div${scrolls("Scores")}><table class="scores">
<thead><tr><th>Recogniser</th><th class="number">UAR</th><th class="number">Accuracy</th><th class="number">Macro-F1</th>
<th class="number">ECE</th><th class="number">Training</th></tr></thead>
<tbody>${report.recognisers.map((one, place) => scoreRow(one, place, report.protocol.leaky))}</tbody>
</table></div>
${byCorpus(scored)}
<figure class="wide"><div${scrolls("UAR of all")}>${figure}</div>
<figcaption>Dot and line: UAR with its 95 % interval. Ring: accuracy. Dashed: chance. ECE (expected calibration
error): how far probabilities are from how often answers are right; less is better.</figcaption></figure>
</section>`;
}

function scoreRow(one: RecogniserReport, place: number, leaky: boolean): Markup {
  const cells = ["uar", "accuracy", "macro-f1", "ece"].map((metric) => {
    const score = one.scores.find((candidate) => candidate.metric === metric);
    if (score === undefined) return html`<td class="number">–</td>`;
    return html`<td class="number"><span class="value">${percent(score.value)}</span><small>${percentInterval(score)}</small></td>`;
  });
  return html`<tr class="${place === 0 && one.scores.length > 0 && !leaky ? "best" : ""}">
<th scope="row"><a href="#recogniser-${place + 1}">${one.name}</a>${tag(one)}<small>${withMarks(one.description, one)}</small></th>
${cells}<td class="number">${duration(one.fitSeconds)}</td></tr>`;
}

/** Where several corpora were tested: what each of them gave. */
function byCorpus(scored: readonly RecogniserReport[]): Markup | null {
  const [{ byCorpus: columns }] = scored;
  if (columns === undefined) return null;
  return html`<h3>By corpus</h3>
<div${scrolls("By corpus")}><table>
<thead><tr><th>UAR on the clips of</th>${columns.map(({ corpus }) => html`<th class="number">${corpus}</th>`)}</tr></thead>
<tbody>${scored.map(
    (one) =>
      html`<tr><th scope="row">${withMarks(one.name, one)}</th>${(one.byCorpus ?? []).map(({ scores }) => {
        const uar = scores.find(({ metric }) => metric === "uar");
        return html`<td class="number">${uar === undefined ? "–" : html`<span class="value">${percent(uar.value)}</span><small>${percentInterval(uar)}</small>`}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}

function tag({ learner }: RecogniserReport): Markup | null {
  return learner === "recogniser" ? null : html`<span class="tag">${learner}</span>`;
}

function comparisonsSection({ comparisons, recognisers: [, ...others], protocol }: Report): Markup | null {
  if (comparisons.length === 0 || protocol.leaky) return null;
  const [{ a }] = comparisons;
  return html`<section>
<h2>Is the best right more often?</h2>
<p class="note">${a} against each of the others on the same clips: exact McNemar test of accuracy, two-sided, clips as independent; p after
Holm's adjustment for ${comparisons.length} comparison${comparisons.length === 1 ? "" : "s"}. Agreement is the share of clips with the same answer, right or wrong:
members of a good ensemble agree less.</p>
<div${scrolls("Comparisons")}><table>
<thead><tr><th>Against</th><th class="number">Only best right</th><th class="number">Only other right</th>
<th class="number">Agreement</th><th class="number">p</th></tr></thead>
<tbody>${comparisons.map(
    (
      one,
      place,
    ) => html`<tr><th scope="row">${withMarks(one.b, others[place])}</th><td class="number">${one.onlyA}</td><td class="number">${one.onlyB}</td>
<td class="number">${percent(one.agreement)} %</td><td class="number">${pValue(one.adjusted)}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function auditSection(report: Report): Markup {
  const { findings, dropped } = report.audit;
  const clean = findings.length === 0 && !report.protocol.leaky;
  return html`<section id="audit">
<h2>Leak audit</h2>
<p class="${clean ? "good" : ""}">${clean ? "✓ " : ""}${auditSentence(report)}</p>
${
  findings.length === 0
    ? null
    : html`<ul>${findings.slice(0, 50).map((one) => html`<li>${one.fold}: ${one.message}</li>`)}</ul>`
}
${findings.length > 50 ? html`<p>and ${findings.length - 50} more.</p>` : null}
${
  dropped.length === 0
    ? null
    : html`<p>Left out of training, because a test clip has the same audio, or some of it:</p>
<ul>${dropped.map((one) => html`<li>${one.fold}: ${one.clipId} (${one.how === "identical" ? "same as" : "overlaps"} ${one.twinOf})</li>`)}</ul>`
}
</section>`;
}

function corpusSection({ corpus }: Report): Markup {
  return html`<section>
<h2>Corpus</h2>
<p>${corpus.citation}</p>
<p class="note">Licence: ${corpus.licence}</p>
<p class="note">Fingerprint of the audio: <code>${corpus.fingerprint}</code></p>
<div${scrolls("Clips of every label")}><table class="fit">
<thead><tr><th>Label</th><th class="number">Clips</th></tr></thead>
<tbody>${corpus.labels.map(
    (label, i) =>
      html`<tr><th scope="row">${label}</th><td class="number">${corpus.labelCounts[i]}</td></tr>`,
  )}
${corpus.unlabelled === 0 ? null : html`<tr><th scope="row" class="soft">no label</th><td class="number">${corpus.unlabelled}</td></tr>`}</tbody>
</table></div>
</section>`;
}

function runSection({ environment, config }: Report): Markup {
  return html`<details class="card"><summary><h2>Run it again</h2></summary>
<p class="note">${Object.entries(environment.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")}. The experiment with every default filled in:</p>
<pre>${config}</pre>
</details>`;
}
