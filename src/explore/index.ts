/** Maps of clips: principal components, t-SNE, UMAP, clusters, and how far each can be believed. */
export { type Classified, classify, type PointFold } from "./classify.ts";
export { cluster } from "./cluster.ts";
export {
  type ClipMap,
  type Exploration,
  type ExploreInput,
  type ExploreOptions,
  explore,
  type Measures,
  type Trait,
} from "./explore.ts";
export { exploreHtml } from "./html.ts";
export { type Hit, neighbourhoodHit, trustworthiness } from "./neighbourhood.ts";
export type { MapsPage } from "./page.ts";
export { type Neighbours, nearestOf, squaredDistances } from "./points.ts";
export { exploreSvg } from "./svg.ts";
export { type Tsne, type TsneOptions, tsne, tsneNeighbours } from "./tsne.ts";
export { type UmapOptions, umap } from "./umap.ts";
