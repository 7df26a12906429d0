/** How differently members answer, as one HTML page: no script, nothing from the network. */
import { html, type Markup } from "../report/markup.ts";
import { leafOrder } from "./diversity.ts";
import type { Diversity } from "./diversity-of.ts";
import { page, percent } from "./page.ts";
import { dendrogramSvg, mapSvg } from "./pictures.ts";

/** A whole page. */
export function diversityHtml(found: Diversity): string {
  const { members, mean, joins, map, clips, effective, warnings, notes } = found;
  const names = members.map(({ name }) => name);
  const title = `How differently ${members.length} members answer`;
  return page(
    title,
    html`<header>
<h1>${title}</h1>
<p class="lead">Two of them give the same answer to ${percent(mean.agreement)} of ${clips} clips on average${
      mean.errorCorrelation === null
        ? null
        : html`; their errors correlate by ${mean.errorCorrelation.toFixed(2)}`
    }${
      effective === null
        ? null
        : html`, so that together they are worth ${effective.toFixed(1)} members with independent errors`
    }.</p>
${[...warnings, ...notes].map((note) => html`<p class="note">${note}</p>`)}
</header>
<section>
<h2>Who is like whom</h2>
<p class="note">Groups join where their answers differ on that share of clips (average linkage).</p>
<div class="scroll"><figure class="wide">${dendrogramSvg(names, joins)}</figure></div>
</section>
<section>
<h2>Map</h2>
<p class="note">Near members answer alike; larger points are right more often. The plane shows ${percent(map.shown)} of the distances'
spread (classical scaling of the share of clips that are answered differently).</p>
<div class="scroll"><figure class="wide">${mapSvg(
      names,
      map,
      members.map(({ accuracy }) => accuracy),
    )}</figure></div>
</section>
${agreementSection(found)}
${pairsSection(found)}`,
  );
}

/** In the order of the tree, so that families stand together. */
function agreementSection({ members, pairs, joins }: Diversity): Markup {
  const order = leafOrder(members.length, joins);
  const agreement = new Map(
    pairs.flatMap(({ a, b, agreement: share }) => [
      [`${a} ${b}`, share],
      [`${b} ${a}`, share],
    ]),
  );
  const cell = (a: number, b: number): Markup => {
    const share = a === b ? 1 : (agreement.get(`${a} ${b}`) ?? 0);
    const tint = `padding:3px 5px;background:color-mix(in srgb, var(--accent) ${Math.round(70 * share ** 2)}%, transparent)`;
    return html`<td class="number" style="${tint}">${Math.round(100 * share)}</td>`;
  };
  return html`<section>
<h2>Agreement, per cent of the clips</h2>
<div class="scroll"><table class="answers">
<thead><tr><th></th>${order.map((i) => html`<th class="number">${String(i + 1)}</th>`)}<th class="number">accuracy</th></tr></thead>
<tbody>${order.map(
    (a) =>
      html`<tr><th scope="row">${String(a + 1)} ${members[a].name}</th>${order.map((b) => cell(a, b))}<td class="number">${
        members[a].accuracy === null ? "–" : percent(members[a].accuracy)
      }</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

const MEASURES = [
  ["agreement", "Agreement"],
  ["kappa", "Kappa"],
  ["q", "Q"],
  ["errorCorrelation", "Correlation of errors"],
  ["doubleFault", "Double fault"],
] as const;

function pairsSection({ members, pairs, mean }: Diversity): Markup {
  const number = (value: number | null): string =>
    value === null ? "–" : value.toFixed(3).replace("-", "−");
  const row = (name: string, values: Diversity["mean"]): Markup =>
    html`<tr><th scope="row">${name}</th>${MEASURES.map(([key]) => html`<td class="number">${number(values[key])}</td>`)}</tr>`;
  const most = pairs.toSorted((a, b) => a.agreement - b.agreement);
  return html`<details class="card">
<summary><h2>Pairs</h2></summary>
<p class="note">The pair that differs most first. Kappa: agreement beyond chance. Q and the correlation of errors: 0 where two are right
independently of each other, 1 where on the same clips; below 0 they complete each other. Double fault: both wrong.</p>
<div class="scroll"><table>
<thead><tr><th>Pair</th>${MEASURES.map(([, name]) => html`<th class="number">${name}</th>`)}</tr></thead>
<tbody>${row("mean of all pairs", mean)}${most.map((pair) => row(`${members[pair.a].name} · ${members[pair.b].name}`, pair))}</tbody>
</table></div>
</details>`;
}
