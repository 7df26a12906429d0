/** Breeding as one HTML page: what it is worth, what it came from, how it went. No script, nothing from the network. */
import { counted } from "../base/counted.ts";
import type { Figure } from "../report/figures.ts";
import { html, Markup } from "../report/markup.ts";
import { scrolls } from "../report/scrolls.ts";
import { renderSvg } from "../report/svg.ts";
import { signedPercent } from "../report/words.ts";
import type { Individual } from "./breed.ts";
import { type Breeding, meanOf, verdictOf } from "./breeding.ts";
import { page, percent } from "./page.ts";
import { familySvg, type Relative } from "./pictures.ts";
import { isCounted, RULE_NAMES } from "./rules.ts";

/** A whole page. Loads vega, which takes a moment, only when called. */
export async function breedingHtml(breeding: Breeding): Promise<string> {
  const { members, clips, folds, options, bred, seeds, notes } = breeding;
  const title = `An ensemble bred from ${members.length} members`;
  const facts: [string, string | number][] = [
    ["Clips", clips],
    ["Folds", folds.dealt ? `${folds.count}, dealt here` : folds.count],
    ["Bred for", options.fitness],
    ["Generations", bred.history.length - 1],
    ["Population", options.population],
    ["Ensembles tried", bred.tried],
    ["Seeds", seeds.length],
  ];
  const fitness = new Markup(await renderSvg(fitnessFigure(breeding)));
  const scores = new Markup(await renderSvg(scoresFigure(breeding)));
  return page(
    title,
    html`<header>
<h1>${title}</h1>
<p class="lead">${verdictOf(breeding)}</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>
${scoresSection(breeding, scores)}
<section>
<h2>Fitness by generation</h2>
<p class="note">Of the run on all clips with seed ${options.seed}: ${options.fitness === "nll" ? "minus the negative log likelihood of the truth" : `the ${options.fitness}`} of the best of each generation and the
mean of its ensembles, plus ${options.diversity} times the members' mean disagreement, minus ${options.sizePenalty} a member. It was selected by: it says nothing of new clips.</p>
<figure class="wide">${fitness}</figure>
</section>
${familySection(breeding)}
${championSection(breeding)}
${membersSection(breeding)}`,
  );
}

function scoresSection(breeding: Breeding, figure: Markup): Markup {
  const { seeds, rivals, folds } = breeding;
  const bred = {
    name: `bred, mean of ${counted(seeds.length, "seed")}`,
    inside: meanOf(seeds, "inside"),
    outside: meanOf(seeds, "outside"),
    gap: meanOf(seeds, "gap"),
  };
  return html`<section>
<h2>What it is worth</h2>
<p class="note">Nested: for each of ${folds.count} folds of clips, selection sees the others and its choice answers the fold. Inside: the
score of the same choices on the clips that they were chosen on. The difference is the optimism of selecting. The members'
own models had been trained on the other folds, as in any stacking of cross-validated answers; the learner <code>bred</code> does
without even that, by folds within the training side.</p>
<figure class="wide">${figure}</figure>
<div${scrolls("Scores")}><table>
<thead><tr><th></th><th class="number">Nested accuracy</th><th class="number">Nested UAR</th><th class="number">Accuracy inside</th>
<th class="number">Optimism gap, points</th><th class="number">McNemar, bred against it</th></tr></thead>
<tbody>${[bred, ...rivals].map(
    (
      one,
    ) => html`<tr><th scope="row">${one.name}</th><td class="number value">${percent(one.outside.accuracy)}</td>
<td class="number">${percent(one.outside.uar)}</td><td class="number">${percent(one.inside.accuracy)}</td>
<td class="number">${signedPercent(one.gap.accuracy)}</td><td class="number">${
      "test" in one ? `${one.test.onlyA} : ${one.test.onlyB}, p = ${one.test.pValue.toPrecision(2)}` : ""
    }</td></tr>`,
  )}</tbody></table></div>
<p class="note">McNemar: clips that only the ensemble bred with seed ${seeds[0].seed} has right, and those that only the other has right.</p>
</section>`;
}

function familySection({ bred, members }: Breeding): Markup {
  const byId = new Map(bred.pedigree.map((one) => [one.id, one]));
  const levels: Individual[][] = [[bred.champion]];
  const placed = new Set([bred.champion.id]);
  for (;;) {
    const parents = levels[0].flatMap(({ parents: ids }) => ids.flatMap((id) => byId.get(id) ?? []));
    const next = [...new Map(parents.map((one) => [one.id, one])).values()].filter(
      ({ id }) => !placed.has(id),
    );
    if (next.length === 0) break;
    for (const { id } of next) placed.add(id);
    levels.unshift(next);
  }
  const names = levels.map((_, i) => (i === 0 ? "P" : `F${i}`));
  const relatives = levels.map((level) => level.map((one) => relativeOf(one, members)));
  return html`<section>
<h2>Family tree</h2>
<p class="note">The last three generations of crossover above the bred ensemble (P: oldest shown, F${levels.length - 1}: the ensemble), with the members that
each asks and how often they count.</p>
<div${scrolls("Family tree")}><figure class="wide">${familySvg(relatives, names)}</figure></div>
</section>`;
}

/** Members that a box names; the rest are counted. */
const NAMED = 5;

function relativeOf(one: Individual, members: Breeding["members"]): Relative {
  const asked = [...members.keys()]
    .filter((i) => one.weights[i] > 0)
    .toSorted((a, b) => one.weights[b] - one.weights[a]);
  const more = asked.length - NAMED;
  return {
    id: one.id,
    parents: one.parents,
    title: `born ${one.generation}: ${one.fitness.toFixed(4).replace("-", "−")}`,
    lines: [
      `${RULE_NAMES[one.rule].replace(" of the probabilities", "")}, ${asked.length} members`,
      ...asked.slice(0, NAMED).map((i) => `${one.weights[i]} × ${members[i].name}`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
  };
}

function championSection({ bred, members }: Breeding): Markup {
  const { rule, weights, tieBreakers } = bred.combination;
  const asked = [...members.keys()].filter((i) => weights[i] > 0).toSorted((a, b) => weights[b] - weights[a]);
  const total = asked.reduce((sum, i) => sum + weights[i], 0);
  return html`<section>
<h2>The bred ensemble</h2>
<p>A ${RULE_NAMES[rule]} of ${asked.length} of ${members.length} members${
    isCounted(rule) ? html`; ties go to ${members[tieBreakers[0]].name} if it is asked and tied` : null
  }. It was bred on all clips: its own score on them would be no measure of it.</p>
<div${scrolls("Members that are asked")}><table class="fit"><thead><tr><th>Member</th><th class="number">Counts</th><th class="number">Share</th></tr></thead>
<tbody>${asked.map(
    (i) =>
      html`<tr><th scope="row">${members[i].name}</th><td class="number">${weights[i]}</td><td class="number">${percent(weights[i] / total)}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function membersSection({ members }: Breeding): Markup {
  const order = members.toSorted((a, b) => b.accuracy - a.accuracy);
  return html`<section>
<h2>Members</h2>
<div${scrolls("Members")}><table class="fit"><thead><tr><th>Member</th><th class="number">Accuracy</th><th class="number">UAR</th><th>Trusted</th></tr></thead>
<tbody>${order.map(
    ({
      name,
      accuracy,
      uar,
      doubt,
    }) => html`<tr><th scope="row">${name}</th><td class="number">${percent(accuracy)}</td>
<td class="number">${percent(uar)}</td><td>${doubt === null ? "out of fold" : html`<span style="color:var(--wrong)">no: ${doubt}</span>`}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

const AXIS = {
  domain: false,
  ticks: false,
  labelColor: "var(--soft)",
  titleColor: "var(--soft)",
  titleFontWeight: "normal",
  gridColor: "var(--line)",
  labelPadding: 6,
} as const;
const CONFIG = {
  aria: false,
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: null },
} as const;

/** The mean of the first generations is far below: the axis shows what is near the best. */
function fitnessFigure({ bred: { history } }: Breeding): Figure {
  const rows = history.flatMap(({ generation, best, mean }) => [
    { generation, value: best, line: "best" },
    { generation, value: mean, line: "mean" },
  ]);
  const last = history[history.length - 1].best;
  const lowest = Math.min(
    history[0].best,
    ...history.slice(Math.floor(history.length / 10)).map(({ mean }) => mean),
  );
  const margin = Math.max(1e-6, (last - lowest) * 0.08);
  return {
    description: `Fitness over ${history.length - 1} generations: best ${history[0].best.toFixed(3)} at first, ${last.toFixed(3)} at last`,
    config: CONFIG,
    data: { values: rows },
    width: 640,
    height: 220,
    mark: { type: "line", strokeWidth: 2, clip: true },
    encoding: {
      x: { field: "generation", type: "quantitative", title: "generation", axis: { ...AXIS, grid: false } },
      y: {
        field: "value",
        type: "quantitative",
        title: "fitness",
        scale: { domain: [lowest - margin, last + margin] },
        axis: { ...AXIS, tickCount: 5 },
      },
      stroke: {
        field: "line",
        type: "nominal",
        scale: { domain: ["best", "mean"], range: ["var(--accent)", "var(--wrong)"] },
        legend: { title: null, labelColor: "var(--ink)", orient: "top" },
      },
    },
  };
}

/** Nested accuracy of every seed as a point, of every other selection as one. */
function scoresFigure({ seeds, rivals }: Breeding): Figure {
  const rows = [
    ...seeds.flatMap(({ outside, inside }) => [
      { name: "bred", value: outside.accuracy, where: "nested" },
      { name: "bred", value: inside.accuracy, where: "inside" },
    ]),
    ...rivals.flatMap(({ name, outside, inside }) => [
      { name, value: outside.accuracy, where: "nested" },
      { name, value: inside.accuracy, where: "inside" },
    ]),
  ];
  return {
    description: `Accuracy, nested and inside: ${rows.map(({ name, value, where }) => `${name} ${where} ${percent(value)} %`).join(", ")}`,
    config: CONFIG,
    data: { values: rows },
    width: 420,
    height: { step: 28 },
    mark: { type: "point", filled: true, size: 70, opacity: 0.6 },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        sort: null,
        title: null,
        axis: { ...AXIS, labelColor: "var(--ink)", labelFontSize: 12, labelLimit: 300, grid: true },
      },
      x: {
        field: "value",
        type: "quantitative",
        title: "accuracy",
        scale: { zero: false, nice: true },
        axis: { ...AXIS, format: ".1%", tickCount: 6 },
      },
      fill: {
        field: "where",
        type: "nominal",
        scale: { domain: ["nested", "inside"], range: ["var(--accent)", "var(--soft)"] },
        legend: { title: null, labelColor: "var(--ink)", orient: "top" },
      },
    },
  };
}
