export { kernelRidge } from "./kernel-ridge.ts";
export { linear } from "./linear.ts";
export { mlp } from "./mlp.ts";
