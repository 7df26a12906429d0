/** What layers have in common: names, biases and PyTorch's initialisation. */
import { type Graph, type Parameter, type Shape, sizeOf, type Value } from "../graph.ts";

type Initialise = Parameter["initialise"];

export interface Named {
  /** The layer's parameters are called by it ("attention.weight"); without one the layer is numbered ("dense2"). */
  readonly name?: string;
}

/** The parameter bias [length], or none where it is not wanted. */
export function biasOf(graph: Graph, length: number, fanIn: number, wanted = true): Value | undefined {
  return wanted ? graph.parameter("bias", [length], kaimingUniform([length], fanIn)) : undefined;
}

/** Uniform in ±1/sqrt(fanIn): PyTorch's default for weights (kaiming_uniform, a = sqrt 5) and biases alike. */
export function kaimingUniform(shape: Shape, fanIn: number): Initialise {
  return uniform(shape, 1 / Math.sqrt(fanIn));
}

/** Uniform in ±bound. */
export function uniform(shape: Shape, bound: number): Initialise {
  return (random) => {
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random.uniform() - 1);
    return data;
  };
}
