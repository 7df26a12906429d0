/** Clip by clip: the hardest ones, and what everyone says of all of them. */
import { counted } from "../base/counted.ts";
import { surenessText } from "../base/sureness.ts";
import { alignJudged } from "../dataset/judge.ts";
import type { HardClip } from "./hardest.ts";
import { html, type Markup } from "./markup.ts";
import { MOST_ROWS, type ReportMedia } from "./media.ts";
import { playButton, type Sounds } from "./page.ts";
import type { Report } from "./report.ts";
import { scrolls } from "./scrolls.ts";
import { percent } from "./words.ts";

export function clipsSections(report: Report, media: ReportMedia): Markup {
  return html`${hardest(report, media)}${answers(report, media)}`;
}

function hardest({ hardest, recognisers }: Report, { sounds, pictures }: ReportMedia): Markup | null {
  if (hardest.length === 0) return null;
  const canHear = hardest.some(({ clipId }) => sounds.has(clipId));
  return html`<section>
<h2>Hardest clips</h2>
<p class="note">At least half of the recognisers have these wrong, in order of how wrong they are.${recognisers.some(({ votes }) => votes !== undefined) ? " Of a vote, its share of votes is its probability." : ""}${canHear ? " Listen to them: is it the recognisers, or the label?" : ""}</p>
<ol class="clips">${hardest.map((clip) => hardClip(clip, sounds, pictures.get(clip.clipId)))}</ol>
</section>`;
}

function hardClip(clip: HardClip, sounds: Sounds, picture: string | undefined): Markup {
  const { clipId, truth, wrong, of, truthProbability, answers } = clip;
  const said = answers.map(({ label, count }) => `${label} ${count}`).join(", ");
  return html`<li>
<h3>${playButton(clipId, sounds)} ${clipId}</h3>
<p>Truth <b>${truth}</b>; told as ${said} <span class="soft">(${wrong} of ${of} wrong; mean probability of the truth ${percent(truthProbability)} %)</span></p>
${picture === undefined ? null : html`<img loading="lazy" alt="Waveform, spectrogram and pitch of ${clipId}" src="data:image/svg+xml;base64,${base64(picture)}">`}
</li>
`;
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

function answers(report: Report, { sounds }: ReportMedia): Markup {
  const members = alignJudged(report.recognisers.map((one) => one.predictions));
  const [{ clipIds, labels, truth }] = members;
  const rows = clipIds.slice(0, MOST_ROWS).map((id, clip) => {
    const known = truth[clip] >= 0;
    const cells = members.map(({ predicted, probabilities }, member) => {
      const label = predicted[clip];
      const sure = surenessText(
        probabilities[clip * labels.length + label],
        report.recognisers[member].votes,
      );
      const style = known ? (label === truth[clip] ? "hit" : "miss") : "";
      return html`<td class="${style}">${labels[label]} ${sure}</td>`;
    });
    return html`<tr><th scope="row">${playButton(id, sounds)} ${id}</th><td>${known ? labels[truth[clip]] : "–"}</td>${cells}</tr>\n`;
  });
  const left = clipIds.length - rows.length;
  return html`<details class="card"><summary><h2>All predictions</h2>
<p class="note">${counted(clipIds.length, "clip")}: what each one says and how sure it is, a vote by its votes. Mistakes are coloured.</p></summary>
<div${scrolls("All predictions")}><table class="answers">
<thead><tr><th>Clip</th><th>Truth</th>${members.map(({ source }) => html`<th>${source}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
${left > 0 ? html`<p class="note">${left} more are in the JSON report.</p>` : null}
</details>`;
}
