/** Changes to finished ONNX models: an affine step in front, metadata, and the checks an untrusted file needs. */
import { create } from "@bufbuild/protobuf";
import {
  type ModelProto,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { ModelError } from "../../base/errors.ts";

const STANDARD_DOMAINS = new Set(["", "ai.onnx", "ai.onnx.ml"]);

/**
 * Puts `(input - mean) * scale` in front of a model's first input; the input keeps its name and shape.
 *
 * @param mean - [...dims], broadcast against one row of the input
 * @param scale - [...dims]
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
 * of foreign domains, functions of its own.
 *
 * @throws ModelError
 */
export function assertSelfContained(model: ModelProto): void {
  for (const tensor of model.graph?.initializer ?? []) {
    if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL || tensor.externalData.length > 0) {
      throw new ModelError(
        `the ONNX model reads the weight "${tensor.name}" from another file; it is refused.`,
      );
    }
  }
  for (const { domain } of model.opsetImport) {
    if (!STANDARD_DOMAINS.has(domain)) {
      throw new ModelError(
        `the ONNX model uses the operator domain "${domain}"; only standard ones are run.`,
      );
    }
  }
  if (model.functions.length > 0)
    throw new ModelError("the ONNX model defines own functions; it is refused.");
}

function floatTensor(name: string, dims: readonly number[], data: Float32Array) {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map((dim) => BigInt(dim)),
    dataType: TensorProto_DataType.FLOAT,
    rawData: Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  });
}
