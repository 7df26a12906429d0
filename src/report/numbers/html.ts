/** The report of estimators as one HTML file: no script, nothing from the network, every text escaped. */
import { renderDocument } from "../document.ts";
import { dottedClips, scatterFigure } from "../figures.ts";
import { withMarks } from "../marks.ts";
import { html, Markup } from "../markup.ts";
import { renderSvg } from "../svg.ts";
import { duration } from "../words.ts";
import { type EstimatorResult, type NumbersReport, rankByCcc, scoreOf } from "./report.ts";
import { METRICS, nameOfMetric, numbersSentence, numberText } from "./words.ts";

/** A whole HTML page. Loads vega, which takes a moment, only when called. */
export async function renderNumbersHtml(report: NumbersReport): Promise<string> {
  const ranked = rankByCcc(report.estimators);
  const cards: Markup[] = [];
  for (const [place, one] of ranked.entries()) cards.push(await card(one, place));
  const { corpus, environment } = report;
  return renderDocument({
    title: report.title,
    body: html`<body>
<main>
<header>
<h1>${report.title}</h1>
<p class="lead">${numbersSentence(report)}</p>
${report.notes.length === 0 ? null : html`<ul>${report.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</header>
${report.dimensions.map((dimension) => scoresSection(dimension, ranked))}
${cards}
<section>
<h2>Corpus</h2>
<p>${corpus.reader} (${corpus.folder}): ${corpus.clips} clips. ${corpus.citation}</p>
<p class="note">Licence: ${corpus.licence}</p>
<p class="note">Fingerprint of audio and numbers: <code>${corpus.fingerprint}</code></p>
</section>
<footer>Made by Prosodia ${environment.versions.prosodia ?? ""}, ${environment.started}, in ${duration(environment.seconds)}.</footer>
</main>
</body>`,
  });
}

function scoresSection(dimension: string, ranked: readonly EstimatorResult[]): Markup {
  return html`<section>
<h2>${dimension}</h2>
<div class="scroll"><table class="scores">
<thead><tr><th>Estimator</th>${METRICS.map((id) => html`<th class="number">${nameOfMetric(id)}</th>`)}<th class="number">Training</th></tr></thead>
<tbody>${ranked.map(
    (
      one,
      place,
    ) => html`<tr><th scope="row"><a href="#estimator-${place + 1}">${one.name}</a><small>${withMarks(one.description, one)}</small></th>
${METRICS.map((id) => {
  const score = scoreOf(one, dimension, id);
  return html`<td class="number">${score === undefined ? "–" : html`<span class="value">${numberText(score.value)}</span><small>${numberText(score.low)}–${numberText(score.high)}</small>`}</td>`;
})}<td class="number">${duration(one.fitSeconds)}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

async function card(one: EstimatorResult, place: number): Promise<Markup> {
  const figures: Markup[] = [];
  for (const { dimension } of one.dimensions) {
    const svg = new Markup(await renderSvg(scatterFigure(one.estimates, dimension)));
    figures.push(html`<div><h3>${dimension}</h3><figure>${svg}</figure></div>`);
  }
  return html`<details class="card" id="estimator-${place + 1}"${new Markup(place === 0 ? " open" : "")}>
<summary><h2>${one.name}</h2>
<p class="note">${withMarks(one.description, one)}</p></summary>
<div class="pair">${figures}</div>
<p class="note">A dot per clip (${dottedClips(one.estimates.clipIds.length)}), moved a little to the side where many have the same truth. On the dashed line the estimate is the truth.</p>
</details>`;
}
