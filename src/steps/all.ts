export { pca } from "./pca.ts";
export { selectKBest } from "./select-k-best.ts";
export { standardise } from "./standardise.ts";
export { takeRows } from "./take-rows.ts";
export { vq } from "./vq.ts";
