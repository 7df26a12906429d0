/** Changes to finished ONNX models: an affine step in front, metadata, and the checks an untrusted file needs. */
import { create } from "@bufbuild/protobuf";
import {
  type ModelProto,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type ValueInfoProto,
} from "onnx-buf";
import { ModelError, ShapeError } from "../../base/errors.ts";

const STANDARD_DOMAINS = new Set(["", "ai.onnx", "ai.onnx.ml"]);

/**
 * Puts `(input - mean) * scale` in front of a model's first input; the input keeps its name and shape.
 *
 * @param mean - [...dims], broadcast against one row of the input
 * @param scale - [...dims]
 * @throws ShapeError if mean or scale do not have as many numbers as `dims` says
 */
export function prependAffine(
  model: ModelProto,
  mean: Float32Array,
  scale: Float32Array,
  dims: readonly number[],
): void {
  const graph = model.graph;
  const input = graph?.input[0]?.name;
  if (graph === undefined || input === undefined) throw new ModelError("the ONNX model has no input.");
  const size = dims.reduce((product, length) => product * length, 1);
  if (mean.length !== size || scale.length !== size) {
    throw new ShapeError(
      `scaler: expected ${size} means and scales for [${dims.join(", ")}]; got ${mean.length} and ${scale.length}.`,
    );
  }
  const centred = `${input}/centred`;
  const scaled = `${input}/scaled`;
  for (const node of graph.node) node.input = node.input.map((name) => (name === input ? scaled : name));
  graph.initializer.push(
    floatTensor(`${input}/mean`, dims, mean),
    floatTensor(`${input}/scale`, dims, scale),
  );
  graph.node.unshift(
    create(NodeProtoSchema, {
      opType: "Sub",
      name: centred,
      input: [input, `${input}/mean`],
      output: [centred],
    }),
    create(NodeProtoSchema, {
      opType: "Mul",
      name: scaled,
      input: [centred, `${input}/scale`],
      output: [scaled],
    }),
  );
}

export function readMetadata(model: ModelProto, key: string): string | undefined {
  return model.metadataProps.find((entry) => entry.key === key)?.value;
}

export function writeMetadata(model: ModelProto, key: string, value: string): void {
  model.metadataProps = model.metadataProps.filter((entry) => entry.key !== key);
  model.metadataProps.push(create(StringStringEntryProtoSchema, { key, value }));
}

/**
 * Refuses what a model file from a stranger could do beyond arithmetic: weights read from other files, operators
 * of foreign domains, functions of its own, and nested graphs, which may loop without end.
 *
 * @throws ModelError
 */
export function assertSelfContained(model: ModelProto): void {
  const refuse = (what: string): never => {
    throw new ModelError(`the ONNX model ${what}; it is refused.`, "Use files from people you trust only.");
  };
  const { graph, functions, opsetImport } = model;
  const nodes = graph?.node ?? [];
  if (functions.length > 0) refuse("defines functions of its own");
  // onnxruntime runs its own operators even where the file does not import their domain
  const foreign = [...opsetImport, ...nodes].find(({ domain }) => !STANDARD_DOMAINS.has(domain));
  if (foreign !== undefined) refuse(`uses the operator domain "${foreign.domain}", which is not ONNX's`);
  const attributes = nodes.flatMap((node) => node.attribute);
  const nested = attributes.find(({ g, graphs }) => g !== undefined || graphs.length > 0);
  if (nested !== undefined) refuse(`nests a graph (attribute "${nested.name}")`);
  const sparse = [
    ...(graph?.sparseInitializer ?? []),
    ...attributes.flatMap((one) => [one.sparseTensor, ...one.sparseTensors]),
  ];
  const tensors = [
    ...(graph?.initializer ?? []),
    ...attributes.flatMap((one) => [one.t, ...one.tensors]),
    ...sparse.flatMap((one) => [one?.values, one?.indices]),
  ];
  for (const tensor of tensors) {
    if (
      tensor?.dataLocation === TensorProto_DataLocation.EXTERNAL ||
      (tensor?.externalData.length ?? 0) > 0
    ) {
      refuse(`reads the weight "${tensor?.name}" from another file`);
    }
  }
}

/** A float32 tensor of open batch length: its name and the shape of one row. */
export interface Signature {
  readonly name: string;
  readonly row: readonly number[];
}

/** @throws ModelError unless the graph has exactly this input and this output */
export function assertSignature(model: ModelProto, input: Signature, output: Signature): void {
  for (const [end, wanted, values] of [
    ["input", input, model.graph?.input ?? []],
    ["output", output, model.graph?.output ?? []],
  ] as const) {
    const expected = `${wanted.name} float32 [${["n", ...wanted.row].join(", ")}]`;
    const got = values.map(describeValue).join(" and ");
    if (got !== expected) {
      throw new ModelError(
        `the ONNX model's ${end} is ${got === "" ? "missing" : got}; expected ${expected}.`,
      );
    }
  }
}

/** `features float32 [n, 20, 96]`; n stands for a length that is open. */
function describeValue({ name, type }: ValueInfoProto): string {
  if (type?.value.case !== "tensorType") return `${name} (no tensor)`;
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }) => (value.case === "dimValue" ? String(value.value) : "n"));
  const element = elemType === TensorProto_DataType.FLOAT ? "float32" : `type ${elemType}`;
  return `${name} ${element} [${dims?.join(", ") ?? "?"}]`;
}

function floatTensor(name: string, dims: readonly number[], data: Float32Array) {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map((dim) => BigInt(dim)),
    dataType: TensorProto_DataType.FLOAT,
    rawData: Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  });
}
