/** All maps of an exploration as one SVG on white paper, for print. */
import { counted } from "../base/counted.ts";
import { element } from "../plot/svg.ts";
import type { ClipMap, Exploration, Trait } from "./explore.ts";
import { BELOW, EDGE, HEADING, legendOf, panel, paper, TITLE, WIDTH } from "./map-svg.ts";
import { answerMarks, type Mark, marksOf } from "./marks.ts";
import type { MapsPage } from "./page.ts";
import { flatten } from "./view.ts";
import { mapLines, TRAIT_NAMES } from "./words.ts";

const GAP = 24;
const PANEL = (WIDTH - 2 * EDGE - GAP) / 2;
const PANEL_HEIGHT = 460;

/** @param trait - one that the exploration has */
export function exploreSvg(page: MapsPage, trait: Trait): string {
  const { exploration } = page;
  const values = exploration.traits[trait] ?? [];
  const marks = marksFor(exploration, trait);
  const legend = legendOf(marks);
  const top = HEADING + legend.height;
  const cell = TITLE + PANEL_HEIGHT + BELOW;
  const height = top + 2 * cell + EDGE - 12;
  const markOf = new Map(marks.map((mark) => [mark.value, mark]));
  const panels = exploration.maps.map((map, i) => {
    const [x, y] = [EDGE + (i % 2) * (PANEL + GAP), top + Math.floor(i / 2) * cell];
    const one = {
      name: map.name,
      axes: axesText(map, exploration),
      lines: mapLines(map),
      places: flatten(map),
      marks: values.map((value) => markOf.get(value ?? "")),
    };
    return element("g", { transform: `translate(${x} ${y})` }, panel(one, PANEL, PANEL_HEIGHT));
  });
  return paper(height, {
    title: `Maps of ${counted(exploration.clipIds.length, "clip")} of ${page.corpus} by ${page.features}`,
    note:
      `Coloured by ${TRAIT_NAMES[trait].toLowerCase()}. Maps know no labels, but all clips. ` +
      `Seed ${page.seed}, perplexity ${exploration.perplexity}.`,
    drawn: legend.drawn + panels.join(""),
  });
}

/** Values in the order of the labels, or by name. */
export function marksFor({ traits, labels }: Exploration, trait: Trait): Mark[] {
  if (trait === "answer") return answerMarks();
  return marksOf(traits[trait] ?? [], trait === "label" ? labels : []);
}

/** What the axes are. */
export function axesText({ id, dimensions }: ClipMap, { explained, perplexity }: Exploration): string {
  if (id === "pca" || id === "pca3") {
    const shares = explained.slice(0, dimensions).map((share) => `${(share * 100).toFixed(1)}\u00a0%`);
    return `of the variance: ${shares.join(", ")}`;
  }
  return id === "tsne" ? `perplexity ${perplexity}; axes mean nothing` : "axes mean nothing";
}
