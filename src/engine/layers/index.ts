/** Layers: functions of values that declare their own parameters, with PyTorch's layouts, defaults and initialisation. */
export { type Conv1dOptions, type Conv2dOptions, conv1d, conv2d } from "./conv.ts";
export { dense, flatten } from "./dense.ts";
export { dropout } from "./dropout.ts";
export { type BatchNormOptions, batchNorm } from "./norm.ts";
export { weightedSum } from "./weighted-sum.ts";
