/** The layers of a Whisper encoder's file, as weights that `transformer` can start from. */
import { type GraphProto, type NodeProto, type TensorProto, TensorProto_DataType } from "onnx-buf";
import { ModelError } from "../../base/errors.ts";
import { widthOf } from "../../dataset/dataset.ts";
import { decodeModel } from "../../engine/onnx/builder.ts";
import type { NamedTensor } from "../../training/tensor-file.ts";
import type { NamedWeights } from "../../training/warm-start.ts";

const QUERY_BIAS = /(?:^|\.)layers\.(\d+)\.self_attn\.q_proj\.bias$/;

/**
 * Weights of 8 bits become the numbers that they stand for. The encoder's first layer is `layer1`, as in the names of what it
 * gives.
 *
 * @param where - names the file in errors
 * @param bytes - ONNX, with the names of transformers' Whisper: layers.0.self_attn.q_proj.bias and so on
 * @returns layer1Attention.inWeight, layer1Hidden.weight, ..: all but the pooled numbers' normalisation and the output
 * @throws ModelError if the file holds no such layers, or one of another build
 */
export function whisperLayers(where: string, bytes: Uint8Array): NamedWeights {
  const { graph } = decodeModel(bytes);
  if (graph === undefined) throw new ModelError(`${where}: the ONNX model has no graph.`);
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const weights = new Map<string, NamedTensor>();
  for (const { name } of graph.initializer) {
    const layer = QUERY_BIAS.exec(name)?.[1];
    if (layer === undefined) continue;
    const stem = name.slice(0, -"self_attn.q_proj.bias".length);
    for (const [part, tensor] of partsOf(where, graph, tensors, stem))
      weights.set(`layer${Number(layer) + 1}${part}`, tensor);
  }
  if (weights.size === 0) {
    throw new ModelError(
      `${where}: the file holds no layers of a Whisper encoder; expected weights such as layers.0.self_attn.q_proj.bias.`,
    );
  }
  return weights;
}

type Tensors = ReadonlyMap<string, TensorProto>;

function partsOf(where: string, graph: GraphProto, tensors: Tensors, stem: string): [string, NamedTensor][] {
  const constant = (name: string): NamedTensor => numbersBehind(where, graph, tensors, `${stem}${name}`);
  const product = (name: string): NodeProto => productBefore(where, graph, `${stem}${name}.bias`);
  const turned = ({ input }: NodeProto): NamedTensor =>
    transposed(numbersBehind(where, graph, tensors, input[1]));
  const [query, value] = [product("self_attn.q_proj"), product("self_attn.v_proj")];
  // keys have no bias to be found by
  const keys = graph.node.filter(
    (node) =>
      node.opType === "MatMul" && node.input[0] === query.input[0] && node !== query && node !== value,
  );
  if (keys.length !== 1) throw unlike(where, `${keys.length} products for the keys of ${stem}self_attn`);
  const queryBias = constant("self_attn.q_proj.bias");
  const noBias = { shape: queryBias.shape, data: new Float32Array(queryBias.data.length) };
  return [
    ["AttentionNorm.weight", constant("self_attn_layer_norm.weight")],
    ["AttentionNorm.bias", constant("self_attn_layer_norm.bias")],
    ["Attention.inWeight", stacked([turned(query), turned(keys[0]), turned(value)])],
    ["Attention.inBias", stacked([queryBias, noBias, constant("self_attn.v_proj.bias")])],
    ["Attention.outWeight", turned(product("self_attn.out_proj"))],
    ["Attention.outBias", constant("self_attn.out_proj.bias")],
    ["HiddenNorm.weight", constant("final_layer_norm.weight")],
    ["HiddenNorm.bias", constant("final_layer_norm.bias")],
    ["Hidden.weight", turned(product("fc1"))],
    ["Hidden.bias", constant("fc1.bias")],
    ["Output.weight", turned(product("fc2"))],
    ["Output.bias", constant("fc2.bias")],
  ];
}

/** The product that a bias is added to. */
function productBefore(where: string, { node }: GraphProto, bias: string): NodeProto {
  const sum = node.find(({ opType, input }) => opType === "Add" && input.includes(bias));
  const other = sum?.input.find((name) => name !== bias);
  const product = node.find(({ opType, output }) => opType === "MatMul" && output[0] === other);
  if (product === undefined) throw unlike(where, `no product that ${bias} is added to`);
  return product;
}

/** A constant of the graph, dequantised where it is stored in whole numbers. */
function numbersBehind(where: string, graph: GraphProto, tensors: Tensors, name: string): NamedTensor {
  const plain = tensors.get(name);
  if (plain !== undefined) return numbersIn(where, plain);
  const node = graph.node.find(({ opType, output }) => opType === "DequantizeLinear" && output[0] === name);
  const [whole, scale, zero] = (node?.input ?? []).map((input) => tensors.get(input));
  if (node === undefined || whole === undefined || scale === undefined)
    throw unlike(where, `no constant ${name}`);
  const { shape, data } = numbersIn(where, whole);
  const scales = numbersIn(where, scale).data;
  const zeros = zero === undefined ? new Float32Array(scales.length) : numbersIn(where, zero).data;
  const asked = Number(node.attribute.find((one) => one.name === "axis")?.i ?? 1n);
  const axis = (asked + shape.length) % shape.length;
  // numbers that share a scale, one after the other
  const each = scales.length === 1 ? data.length : widthOf(shape.slice(axis + 1));
  const dequantised = data.map((number, i) => {
    const channel = Math.floor(i / each) % scales.length;
    return (number - zeros[channel]) * scales[channel];
  });
  return { shape, data: dequantised };
}

function numbersIn(where: string, tensor: TensorProto): NamedTensor {
  const shape = tensor.dims.map(Number);
  const data = listed(tensor);
  if (data === undefined || data.length !== widthOf(shape))
    throw unlike(where, `the constant ${tensor.name} in another form`);
  return { shape, data: Float32Array.from(data) };
}

/** Numbers lie in a tensor as bytes, or as a list; undefined for types that no encoder's weights have. */
function listed({ dataType, rawData, floatData, int32Data }: TensorProto): ArrayLike<number> | undefined {
  const { buffer, byteLength } = Uint8Array.from(rawData);
  switch (dataType) {
    case TensorProto_DataType.FLOAT:
      return byteLength === 0 ? floatData : byteLength % 4 === 0 ? new Float32Array(buffer) : undefined;
    case TensorProto_DataType.INT8:
      return byteLength === 0 ? int32Data : new Int8Array(buffer);
    case TensorProto_DataType.UINT8:
      return byteLength === 0 ? int32Data : new Uint8Array(buffer);
    default:
      return undefined;
  }
}

function unlike(where: string, got: string): ModelError {
  return new ModelError(
    `${where}: the file has ${got}; expected a Whisper encoder as transformers exports it, in float32 or with weights of 8 bits.`,
  );
}

function stacked(parts: readonly NamedTensor[]): NamedTensor {
  const [{ shape }] = parts;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { shape: [parts.length * shape[0], ...shape.slice(1)], data };
}

/** [in, out] -> [out, in]. */
function transposed({ shape: [rows, columns], data }: NamedTensor): NamedTensor {
  const turned = new Float32Array(data.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) turned[column * rows + row] = data[at];
  return { shape: [columns, rows], data: turned };
}
