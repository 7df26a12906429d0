/** Runs side by side as one HTML page, with sound. */
import { counted } from "../base/counted.ts";
import { surenessText } from "../base/sureness.ts";
import type { Contestant, ContestantPair, DifferingClip, RunComparison } from "./compare-runs.ts";
import { differenceText, markedName, nameOf, settingText, verdictOf } from "./compare-runs-words.ts";
import { withMarks } from "./marks.ts";
import { html, type Markup } from "./markup.ts";
import { playButton, renderPage, type Sounds } from "./page.ts";
import { scrolls } from "./scrolls.ts";
import { percent, percentInterval, pValue, UAR_EXPLAINED } from "./words.ts";

/** More rows than this make a page slow; the JSON has them all. */
export const MAX_DIFFERING = 300;

export function renderComparisonHtml(comparison: RunComparison, sounds: Sounds): Promise<string> {
  const { runs, notes } = comparison;
  const title = `${runs.map(({ name }) => name).join(" against ")}`;
  const body = html`<main>
<header>
<h1>${title}</h1>
<p class="lead">${comparison.pairs.slice(0, runs.length - 1).map((pair) => `${verdictOf(pair)} `)}</p>
${notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</header>
${scoresSection(comparison)}
${pairsSection(comparison)}
${groupsSection(comparison)}
${settingsSection(comparison)}
${comparison.pairs.map((pair, i) => differingSection(pair, i, sounds))}
<footer>Made by Prosodia.</footer>
</main>`;
  return renderPage({ title, bodyClass: "", body, sounds });
}

/** The clips that the page lets hear, those of the first pairs first. */
export function clipsHeard({ pairs }: RunComparison): string[] {
  return [
    ...new Set(
      pairs.flatMap(({ differing }) => differing.slice(0, MAX_DIFFERING).map(({ clipId }) => clipId)),
    ),
  ];
}

function scoresSection({ runs, setting }: RunComparison): Markup {
  const learners = [...new Set(runs.flatMap((run) => run.learners.map(({ name }) => name)))];
  const cell = (run: RunComparison["runs"][number], name: string): Markup => {
    const learner = run.learners.find((one) => one.name === name);
    const [uar, accuracy] = ["uar", "accuracy"].map((id) =>
      learner?.scores.find(({ metric }) => metric === id),
    );
    if (learner === undefined || uar === undefined) return html`<td class="number">–</td>`;
    return html`<td class="number"><span class="value">${percent(uar.value)}</span><small>${withMarks(percentInterval(uar), learner)}</small>
${accuracy === undefined ? null : html`<small>accuracy ${percent(accuracy.value)}</small>`}</td>`;
  };
  return html`<section>
<h2>Scores</h2>
<p class="note">UAR in per cent with its 95 % interval. ${UAR_EXPLAINED}</p>
<div${scrolls("Scores")}><table class="scores">
<thead><tr><th>Learner</th>${runs.map(
    ({ name, protocol, corpus }, i) =>
      html`<th class="number">${name}<small>${corpus}, ${protocol}</small>${setting === null ? null : html`<small>${settingText(setting.values[i])}</small>`}</th>`,
  )}</tr></thead>
<tbody>${learners.map((name) => html`<tr><th scope="row">${name}</th>${runs.map((run) => cell(run, name))}</tr>`)}</tbody>
</table></div>
${setting === null ? null : html`<p class="note">Under each run: its ${setting.key}.</p>`}
</section>`;
}

function pairsSection({ pairs }: RunComparison): Markup {
  return html`<section>
<h2>On the same clips</h2>
<p class="note">Difference in UAR, second less first, with the 95 % interval of a paired bootstrap, by speaker where speakers are new. p: exact McNemar test
of accuracy, two-sided, clips as independent, after Holm's adjustment for ${counted(pairs.length, "pair")}. The best of a run was chosen by the scores above, which flatters it a little.</p>
<div${scrolls("Pairs")}><table>
<thead><tr><th>First</th><th>Second</th><th class="number">Clips</th><th class="number">Difference</th><th class="number">Only first right</th>
<th class="number">Only second right</th><th class="number">Same answer</th><th class="number">p</th></tr></thead>
<tbody>${pairs.map(
    (
      pair,
      i,
    ) => html`<tr><th scope="row">${markedName(pair.a)}</th><th scope="row"><a href="#pair-${i + 1}">${markedName(pair.b)}</a></th>
<td class="number">${pair.clips}</td><td class="number">${differenceText(pair.difference)}</td><td class="number">${pair.onlyA}</td>
<td class="number">${pair.onlyB}</td><td class="number">${percent(pair.agreement)} %</td><td class="number">${pValue(pair.adjusted)}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function groupsSection({ groups }: RunComparison): Markup | null {
  if (groups === null) return null;
  return html`<section>
<h2>Accuracy by ${groups.by}</h2>
<p class="note">Per cent, with 95 % Wilson intervals.</p>
<div${scrolls(`Accuracy by ${groups.by}`)}><table>
<thead><tr><th>${groups.by}</th><th class="number">Clips</th>${groups.contestants.map((one) => html`<th class="number">${one.learner}<small>${withMarks(one.run, one)}</small></th>`)}</tr></thead>
<tbody>${groups.rows.map(
    (row) =>
      html`<tr><th scope="row">${row.value}</th><td class="number">${row.n}</td>${row.cells.map((cell) =>
        cell.n === 0
          ? html`<td class="number">–</td>`
          : html`<td class="number">${percent(cell.accuracy)}<small>${percentInterval(cell)}</small></td>`,
      )}</tr>`,
  )}</tbody></table></div>
</section>`;
}

function settingsSection({ runs, settings }: RunComparison): Markup {
  const table =
    settings.length === 0
      ? html`<p>The experiments are the same, every setting of them.</p>`
      : html`<div${scrolls("Settings")}><table>
<thead><tr><th>Setting</th>${runs.map(({ name }) => html`<th>${name}</th>`)}</tr></thead>
<tbody>${settings.map(
          ({ key, values }) =>
            html`<tr><th scope="row"><code>${key}</code></th>${values.map((value) => html`<td><code>${settingText(value)}</code></td>`)}</tr>`,
        )}</tbody></table></div>`;
  return html`<section>
<h2>What differs in the experiments</h2>
${table}
</section>`;
}

const HEADINGS = [
  ["b", "Only the second is right"],
  ["a", "Only the first is right"],
  ["neither", "Both are wrong, each in its own way"],
] as const;

function differingSection(pair: ContestantPair, place: number, sounds: Sounds): Markup | null {
  const shown = pair.differing.slice(0, MAX_DIFFERING);
  if (shown.length === 0) return null;
  const left = pair.differing.length - shown.length;
  const parts = HEADINGS.flatMap(([right, heading]) => {
    const clips = shown.filter((one) => one.right === right);
    return clips.length === 0
      ? []
      : [
          html`<h3>${heading} <span class="soft">${clips.length}</span></h3>${clipTable(pair, clips, sounds)}`,
        ];
  });
  return html`<details class="card" id="pair-${place + 1}"${place === 0 ? html` open` : null}><summary><h2>Where ${nameOf(pair.a)} and ${nameOf(pair.b)} differ</h2>
<p class="note">${counted(pair.differing.length, "clip")} of ${pair.clips}; the surest answers first, each with how sure it is, a vote by its votes.</p></summary>
${parts}
${left > 0 ? html`<p class="note">${left} more are in the JSON.</p>` : null}
</details>`;
}

function clipTable({ a, b }: ContestantPair, clips: readonly DifferingClip[], sounds: Sounds): Markup {
  return html`<div${scrolls("Clips")}><table class="answers">
<thead><tr><th>Clip</th><th>Truth</th><th>${nameOf(a)}</th><th>${nameOf(b)}</th></tr></thead>
<tbody>${clips.map((clip) => {
    const cell = (answer: DifferingClip["a"], { votes }: Contestant): Markup =>
      html`<td class="${answer.label === clip.truth ? "hit" : "miss"}">${answer.label} ${surenessText(answer.probability, votes)}</td>`;
    return html`<tr><th scope="row">${playButton(clip.clipId, sounds)} ${clip.clipId}</th><td>${clip.truth}</td>${cell(clip.a, a)}${cell(clip.b, b)}</tr>\n`;
  })}</tbody></table></div>`;
}
