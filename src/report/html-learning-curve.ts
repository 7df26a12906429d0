/** Learning curves over the training size, as a section of the page. */
import { keepsPeopleApart } from "../dataset/split/split.ts";
import type { Score } from "../metrics/metric.ts";
import {
  CURVE_HEADING,
  curveSentence,
  curvesOf,
  curveTable,
  extentText,
  partText,
} from "./learning-curve.ts";
import { learningCurveFigure, MOST_BANDS, MOST_LINES } from "./learning-curve-figure.ts";
import { html, Markup } from "./markup.ts";
import type { Report } from "./report.ts";
import { scrolls } from "./scrolls.ts";
import { renderSvg } from "./svg.ts";
import { percent, percentInterval } from "./words.ts";

/** Nothing where they were not asked for. */
export async function curvesSection({ recognisers, corpus, protocol }: Report): Promise<Markup | null> {
  const curves = curvesOf(recognisers);
  if (curves.length === 0) return null;
  const { parts, rows } = curveTable(curves);
  const figure = new Markup(await renderSvg(learningCurveFigure(curves, corpus.labels.length)));
  const cell = (uar: Score | undefined): Markup =>
    html`<td class="number">${uar === undefined ? "–" : html`<span class="value">${percent(uar.value)}</span><small>${percentInterval(uar)}</small>`}</td>`;
  return html`<section id="learning-curve">
<h2>${CURVE_HEADING}</h2>
<p class="note">${curveSentence(keepsPeopleApart(protocol.apart))}</p>
<figure class="wide"><div${scrolls("Learning curves")}>${figure}</div>
<figcaption>Line: UAR${curves.length > MOST_BANDS ? "" : ", in its 95 % interval"}. Dashed: chance.${curves.length > MOST_LINES ? ` The ${MOST_LINES} best learners; the table has all.` : ""}</figcaption></figure>
<div${scrolls("UAR by training size")}><table class="scores">
<thead><tr><th>Learnt from</th>${parts.map((part) => html`<th class="number">${partText(part)}<small>${extentText(part)}</small></th>`)}</tr></thead>
<tbody>${rows.map(({ name, cells }) => html`<tr><th scope="row">${name}</th>${cells.map(cell)}</tr>`)}</tbody></table></div>
</section>`;
}
