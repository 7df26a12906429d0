/** Clip by clip: the hardest ones, and what everyone says of all of them. */
import { counted } from "../base/counted.ts";
import { alignJudged } from "../dataset/judge.ts";
import { html, type Markup } from "./markup.ts";
import type { Report } from "./report.ts";
import { percent } from "./words.ts";

/** More rows than this make a page slow; the JSON report has them all. */
const MAX_ROWS = 2000;

export function clipsSections(report: Report): Markup {
  return html`${hardest(report)}${answers(report)}`;
}

function hardest({ hardest }: Report): Markup | null {
  if (hardest.length === 0) return null;
  return html`<section>
<h2>Hardest clips</h2>
<p class="note">At least half of the recognisers have these wrong: listen to them.</p>
<div class="scroll"><table>
<thead><tr><th>Clip</th><th>Truth</th><th class="number">Wrong</th><th class="number">Probability of the truth</th><th>Answers</th></tr></thead>
<tbody>${hardest.map(
    (
      clip,
    ) => html`<tr><th scope="row">${clip.clipId}</th><td>${clip.truth}</td><td class="number">${clip.wrong} of ${clip.of}</td>
<td class="number">${percent(clip.truthProbability)} %</td>
<td>${clip.answers.map(({ label, count }) => `${label} ${count}`).join(", ")}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function answers(report: Report): Markup {
  const members = alignJudged(report.recognisers.map((one) => one.predictions));
  const [{ clipIds, labels, truth }] = members;
  const rows = clipIds.slice(0, MAX_ROWS).map((id, clip) => {
    const known = truth[clip] >= 0;
    const cells = members.map(({ predicted, probabilities }) => {
      const label = predicted[clip];
      const sure = Math.round(probabilities[clip * labels.length + label] * 100);
      const style = known ? (label === truth[clip] ? "hit" : "miss") : "";
      return html`<td class="${style}">${labels[label]} ${sure}</td>`;
    });
    return html`<tr><th scope="row">${id}</th><td>${known ? labels[truth[clip]] : "–"}</td>${cells}</tr>\n`;
  });
  const left = clipIds.length - rows.length;
  return html`<details class="card"><summary><h2>All predictions</h2>
<p class="note">${counted(clipIds.length, "clip")}: what each one says, and its probability in per cent. Mistakes are coloured.</p></summary>
<div class="scroll"><table class="answers">
<thead><tr><th>Clip</th><th>Truth</th>${members.map(({ source }) => html`<th>${source}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
${left > 0 ? html`<p class="note">${left} more are in the JSON report.</p>` : null}
</details>`;
}
