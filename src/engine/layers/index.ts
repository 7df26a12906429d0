/** Layers: functions of values that declare their own parameters, with PyTorch's layouts, defaults and initialisation. */
export {
  type AttentionPoolOptions,
  attentionPool,
  type SelfAttentionOptions,
  type SqueezeExciteOptions,
  selfAttention,
  squeezeExcite,
} from "./attention.ts";
export { type Conv1dOptions, type Conv2dOptions, conv1d, conv2d } from "./conv.ts";
export { dense, flatten } from "./dense.ts";
export { channelDropout, dropout } from "./dropout.ts";
export { type BatchNormOptions, batchNorm, layerNorm } from "./norm.ts";
export { type GruOptions, gru } from "./recurrent.ts";
export { gaborConv1d, gaborConv2d, rbf, rbfConv1d, rbfConv2d } from "./shaped-kernels.ts";
export { statisticsPool } from "./statistics-pool.ts";
export { weightedSum } from "./weighted-sum.ts";
