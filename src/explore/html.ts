/** The maps as one HTML file: hover, colours, sound; nothing from the network. */
import { renderDocument } from "../report/document.ts";
import { html, Markup } from "../report/markup.ts";
import { scrolls } from "../report/scrolls.ts";
import { NEAREST } from "./classify.ts";
import { type ClipMap, NEIGHBOURS, type Trait } from "./explore.ts";
import { SHAPES } from "./marks.ts";
import type { MapsPage } from "./page.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { axesText, marksFor } from "./svg.ts";
import { TURN } from "./view.ts";
import { findings, heldOut, mapLines, measureCells, spacesOf, TRAIT_NAMES } from "./words.ts";

const TRAITS: readonly Trait[] = ["label", "speaker", "sex", "answer"];

/** A whole HTML page. */
export function exploreHtml(page: MapsPage): string {
  const { exploration } = page;
  const traits = TRAITS.filter((trait) => exploration.traits[trait] !== undefined);
  const title = `Maps of ${page.corpus} by ${page.features}`;
  const facts: [string, string | number][] = [
    ["Clips", exploration.clipIds.length],
    ["Labels", exploration.labels.length],
    ["Numbers per clip", exploration.numbers],
    ["Perplexity", exploration.perplexity],
    ["Protocol of the scores", page.folds === 1 ? page.protocol : `${page.protocol}, ${page.folds} folds`],
    ["Seed", page.seed],
  ];
  return renderDocument({
    title,
    policy:
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; media-src 'self' file:",
    style: PAGE_STYLE,
    body: html`<body>
<main class="maps">
<header>
<h1>${title}</h1>
${findings(page).map((sentence) => html`<p class="lead">${sentence}</p>`)}
<p class="note">Maps are made without labels, of all clips at once. Where a map shows clusters that ${page.features} do not have,
the map has made them: look at the numbers below it.</p>
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<section class="controls">
<fieldset><legend>Colour by</legend>${traits.map(
      (trait, i) =>
        html`<label><input type="radio" name="trait" value="${trait}"${new Markup(i === 0 ? " checked" : "")}> ${TRAIT_NAMES[trait]}</label>`,
    )}</fieldset>
<div class="legend" id="legend"></div>
</section>
<div class="grid">${exploration.maps.map((map) => mapCard(map, page))}</div>
${measuresSection(page)}
<footer>Made by Prosodia. Point at a clip to see which it is, click to hear it, click a name above to see its clips alone.</footer>
</main>
<div class="tip" id="tip" hidden></div>
<div class="player" id="player" hidden><span></span><audio controls></audio></div>
<script type="application/json" id="data">${new Markup(dataOf(page, traits))}</script>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>`,
  });
}

function mapCard(map: ClipMap, { exploration }: MapsPage): Markup {
  const turns = map.dimensions === 3;
  return html`<section>
<h2>${map.name}<span class="note">${axesText(map, exploration)}${turns ? "; drag to turn" : ""}</span></h2>
<canvas id="map-${map.id}" class="${turns ? "turns" : ""}" role="img" aria-label="${map.name} of the clips. ${mapLines(map).join(" ")}"></canvas>
<p class="note">${mapLines(map).join(" ")}</p>
</section>`;
}

function measuresSection(page: MapsPage): Markup {
  const { exploration, protocol, features } = page;
  return html`<section>
<h2>How far can the maps be believed?</h2>
<p class="note">Trustworthiness: 1 if the ${NEIGHBOURS} neighbours of every clip on the map are its neighbours in truth; a map at random
has about 0.5. Alike: share of the ${NEIGHBOURS} neighbours with the same value. Purity and adjusted Rand index (ARI): k-means with
${exploration.labels.length} clusters against the labels; ARI is 0 by chance, purity is not. The speakers' ARI compares the same clusters
with speakers. UAR, per cent: ${NEAREST} nearest neighbours and an SVM (RBF, C 1) on ${heldOut(protocol)}, whose labels they have not
seen; but the map (and the scaling of ${features}) was made with those clips in it, which no real recogniser could do.
The last column is the same SVM on the clips that it was trained on: what a look at training data would make one believe.</p>
<div${scrolls("Measures of the maps")}><table>
<thead><tr><th>Space</th><th class="number">Trust-<br>worthiness</th><th class="number">Label<br>alike, %</th><th class="number">Speaker<br>alike, %</th>
<th class="number">Purity, %</th><th class="number">ARI</th><th class="number">ARI of<br>speakers</th><th class="number">kNN<br>UAR</th><th class="number">SVM<br>UAR</th>
<th class="number">SVM on its<br>training clips</th></tr></thead>
<tbody>${spacesOf(exploration).map(({ name, measures }) => {
    const cells = measureCells(measures);
    const speakers = measures.clusters.adjustedRandIndexOfSpeakers;
    cells.splice(5, 0, speakers === null ? "–" : speakers.toFixed(3).replace("-", "−"));
    return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  })}</tbody>
</table></div>
<p class="note">t-SNE's Kullback-Leibler divergence: ${exploration.divergence.toFixed(3)}.</p>
</section>`;
}

/** JSON that cannot end the element that it stands in. */
function dataOf({ exploration, sounds }: MapsPage, traits: readonly Trait[]): string {
  const data = {
    clips: exploration.clipIds,
    sounds,
    turn: TURN,
    shapes: SHAPES,
    traits: traits.map((id) => {
      const marks = marksFor(exploration, id);
      const placeOf = new Map(marks.map(({ value }, place) => [value, place]));
      const values = exploration.traits[id]?.map((value) => placeOf.get(value ?? "") ?? -1);
      return { id, name: TRAIT_NAMES[id], marks, values };
    }),
    maps: exploration.maps.map(({ id, dimensions, places }) => ({
      id,
      dimensions,
      places: Array.from(places, (value) => Number(value.toPrecision(5))),
    })),
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
