/** Metadata of finished ONNX models, and the checks that an untrusted file needs. */
import { create } from "@bufbuild/protobuf";
import {
  type ModelProto,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  type ValueInfoProto,
} from "onnx-buf";
import { ModelError } from "../../base/errors.ts";
import { shortened } from "../../base/shortened.ts";

const ELEMENTS = new Map<number, string>([
  [TensorProto_DataType.FLOAT, "float32"],
  [TensorProto_DataType.INT64, "int64"],
]);

const STANDARD_DOMAINS = new Set(["", "ai.onnx"]);

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

/** A tensor of open batch length: its name, the shape of one row and what it holds. */
export interface Signature {
  readonly name: string;
  readonly row: readonly number[];
  readonly type: "float32" | "int64";
}

/** What an error shows of many inputs, or of names that nobody reads. */
const LONGEST_SIGNATURE = 500;

/** @throws ModelError unless the graph has exactly these inputs and outputs, in this order */
export function assertSignature(
  model: ModelProto,
  inputs: readonly Signature[],
  outputs: readonly Signature[],
): void {
  for (const [end, wanted, values] of [
    ["input", inputs, model.graph?.input ?? []],
    ["output", outputs, model.graph?.output ?? []],
  ] as const) {
    const expected = wanted
      .map(({ name, row, type }) => `${name} ${type} [${["n", ...row].join(", ")}]`)
      .join(" and ");
    const got = values.map(describeValue).join(" and ");
    if (got !== expected) {
      const [found, meant] = [got, expected].map((text) => shortened(text, LONGEST_SIGNATURE));
      throw new ModelError(
        `the ONNX model's ${end} is ${found === "" ? "missing" : found}; expected ${meant}.`,
      );
    }
  }
}

/** `features float32 [n, 20, 96]`; n stands for a length that is open. */
function describeValue({ name, type }: ValueInfoProto): string {
  if (type?.value.case !== "tensorType") return `${name} (no tensor)`;
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }) => (value.case === "dimValue" ? String(value.value) : "n"));
  const element = ELEMENTS.get(elemType) ?? `type ${elemType}`;
  return `${name} ${element} [${dims?.join(", ") ?? "?"}]`;
}
