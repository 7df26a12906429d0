export { pca } from "./pca.ts";
export { vq } from "./vq.ts";
