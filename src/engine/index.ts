/**
 * The engine: networks as graphs of tensor operations, trained by one ONNX model per step and exported as standard
 * ONNX. Operations carry ONNX's and PyTorch's names.
 */
export { exportNetwork } from "./export.ts";
export { gradients } from "./gradient.ts";
export { apply, Graph, type Leaf, type Op, type Shape, type Value } from "./graph.ts";
export {
  type AttentionPoolOptions,
  attentionPool,
  type BatchNormOptions,
  batchNorm,
  type Conv1dOptions,
  type Conv2dOptions,
  channelDropout,
  conv1d,
  conv2d,
  dense,
  dropout,
  flatten,
  type GruOptions,
  gaborConv1d,
  gaborConv2d,
  gru,
  layerNorm,
  rbf,
  rbfConv1d,
  rbfConv2d,
  type SelfAttentionOptions,
  type SqueezeExciteOptions,
  selfAttention,
  squeezeExcite,
  weightedSum,
} from "./layers/index.ts";
export { countParameters, initialWeights, type Network, network, type Weights } from "./network.ts";
export { type Attribute, type Dimension, type ElementType, OnnxBuilder } from "./onnx/builder.ts";
export {
  createSession,
  floatTensor,
  type InferenceSession,
  type SessionOptions,
  type Tensor,
} from "./onnx/session.ts";
export {
  abs,
  add,
  cos,
  div,
  erf,
  exp,
  gate,
  gelu,
  log,
  maximum,
  mul,
  relu,
  scale,
  shift,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  sub,
  tanh,
} from "./ops/elementwise.ts";
export { frameMask } from "./ops/frame-mask.ts";
export { gradientReversal } from "./ops/gradient-reversal.ts";
export { contrastiveLoss, type Loss, pairLoss, softmax, softmaxCrossEntropy } from "./ops/loss.ts";
export { matmul } from "./ops/matmul.ts";
export { averagePool, globalAveragePool, globalMaxPool, maxPool, type PoolOptions } from "./ops/pool.ts";
export { reduceSum } from "./ops/reduce.ts";
export { concat, pad, reshape, reverse, slice, transpose } from "./ops/shape.ts";
export { adam, type Optimizer, type StepRates, sgd } from "./optimizer.ts";
export { balancedWeights, fillPairTargets, fillTargets } from "./targets.ts";
export {
  createTrainingStep,
  type TrainingState,
  type TrainingStep,
  type TrainingStepOptions,
} from "./training-step.ts";
