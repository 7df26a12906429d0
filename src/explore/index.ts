/** Maps of clips: principal components, t-SNE, UMAP, clusters, and how far each can be believed. */

export { type Neighbours, nearestOf, squaredDistances } from "../steps/maps/points.ts";
export { type Tsne, type TsneOptions, tsne, tsneNeighbours } from "../steps/maps/tsne.ts";
export { type UmapOptions, umap } from "../steps/maps/umap.ts";
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
export { exploreSvg } from "./svg.ts";
