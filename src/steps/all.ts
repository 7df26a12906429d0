export { dwt } from "./dwt.ts";
export { pca } from "./pca.ts";
export { permutationImportance } from "./permutation-importance.ts";
export { rfe } from "./rfe.ts";
export { selectKBest } from "./select-k-best.ts";
export { standardise } from "./standardise.ts";
export { takeRows } from "./take-rows.ts";
export { vq } from "./vq.ts";
