/** Builds standard ONNX models node by node: the one place that knows the protobuf schema. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { ModelError } from "../../base/errors.ts";

/** Opset and IR that onnxruntime 1.17 and later, in Node, browser and Python, all read. */
const OPSET = 21;
const IR_VERSION = 10;

export type ElementType = "float32" | "float64" | "int64" | "bool";
/** A length, or the name of a length that is known only when the model runs. */
export type Dimension = number | string;
export type Attribute =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly string[]
  | Float32Array
  | { ints: readonly number[] }
  | { int: number }
  | OnnxBuilder;

const DATA_TYPE: Record<ElementType, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
};

export interface OnnxBuilderOptions {
  /** Of the names it makes: a graph nested in another must not repeat the outer one's names. */
  readonly prefix?: string;
  /** What the machine that will run the model has (`blockedChannels`); 0 for models that must run anywhere. */
  readonly blockedChannels?: number;
}

export class OnnxBuilder {
  readonly blockedChannels: number;
  readonly #name: string;
  readonly #prefix: string;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #metadata = new Map<string, string>();
  readonly #domains = new Map<string, number>([["", OPSET]]);
  #counter = 0;

  constructor(name: string, { prefix = "", blockedChannels = 0 }: OnnxBuilderOptions = {}) {
    this.#name = name;
    this.#prefix = prefix;
    this.blockedChannels = blockedChannels;
  }

  /** Declares a graph input and returns its name. */
  input(name: string, dims: readonly Dimension[], type: ElementType = "float32"): string {
    this.#inputs.push(valueInfo(name, dims, type));
    return name;
  }

  /** Declares that the value of this name leaves the graph. */
  output(name: string, dims: readonly Dimension[], type: ElementType = "float32"): string {
    this.#outputs.push(valueInfo(name, dims, type));
    return name;
  }

  /** A float32 constant, stored as raw little-endian bytes. */
  constant(dims: readonly number[], data: Float32Array, name = this.#fresh("const")): string {
    const bytes = new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return this.#tensor(name, dims, TensorProto_DataType.FLOAT, bytes);
  }

  /** A float64 constant: for sums whose parts cancel each other. */
  doubles(dims: readonly number[], data: Float64Array): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
    return this.#tensor(this.#fresh("const"), dims, TensorProto_DataType.DOUBLE, bytes);
  }

  /** A scalar float32 constant. */
  scalar(value: number): string {
    return this.constant([], Float32Array.of(value));
  }

  /** An int64 constant (shapes, axes, indices). */
  integers(values: readonly number[], dims: readonly number[] = [values.length]): string {
    const data = BigInt64Array.from(values, (value) => BigInt(value));
    return this.#tensor(this.#fresh("ints"), dims, TensorProto_DataType.INT64, new Uint8Array(data.buffer));
  }

  /** Adds a node that gives the same numbers in another type. */
  cast(input: string, type: ElementType, output?: string): string {
    return this.node("Cast", [input], { to: { int: DATA_TYPE[type] } }, output);
  }

  /**
   * Adds a node with one output.
   *
   * Attributes: a number is a float attribute (as in ONNX's schema), `{ int }` and `{ ints }` are integer ones.
   *
   * @returns the output's name
   */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output?: string,
  ): string {
    return this.nodeMany(op, inputs, 1, attributes, output === undefined ? undefined : [output])[0];
  }

  /** Adds a node of another domain than ONNX's own, with one output. */
  nodeOf(
    domain: { name: string; version: number },
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): string {
    return this.nodeMany(op, inputs, 1, attributes, undefined, domain)[0];
  }

  /** Adds a node with several outputs; of another domain than ONNX's own where `domain` names one. */
  nodeMany(
    op: string,
    inputs: readonly string[],
    outputCount: number,
    attributes: Record<string, Attribute> = {},
    outputs: readonly string[] = Array.from({ length: outputCount }, () => this.#fresh(op)),
    domain: { name: string; version: number } = { name: "", version: OPSET },
  ): string[] {
    this.#domains.set(domain.name, domain.version);
    for (const value of Object.values(attributes)) {
      if (value instanceof OnnxBuilder)
        for (const [name, version] of value.#domains) this.#domains.set(name, version);
    }
    const names = [...outputs];
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: op,
        name: `${op}_${this.#nodes.length}`,
        domain: domain.name,
        input: [...inputs],
        output: names,
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
    return names;
  }

  /**
   * Adds all of another model: its nodes and weights, whose names begin with `prefix` from here on.
   *
   * @param feeds - what its inputs are here, by their names there
   * @returns what its outputs are called here, by their names there
   * @throws ModelError if the bytes are no model, an input is not fed, it nests graphs, or an operator set differs
   */
  inline(bytes: Uint8Array, prefix: string, feeds: Readonly<Record<string, string>>): Record<string, string> {
    const { graph, opsetImport } = decodeModel(bytes);
    if (graph === undefined) throw new ModelError(`the ONNX model ${prefix} has no graph.`);
    for (const { domain, version } of opsetImport) {
      const own = this.#domains.get(domain);
      if (own !== undefined && own !== Number(version)) {
        throw new ModelError(`ONNX models of operator sets ${own} and ${version} cannot be put together.`);
      }
      this.#domains.set(domain, Number(version));
    }
    for (const { name } of graph.input) {
      if (feeds[name] === undefined)
        throw new ModelError(`the ONNX model ${prefix}: its input ${name} is not fed.`);
    }
    const renamed = (name: string): string => (name === "" ? "" : (feeds[name] ?? `${prefix}/${name}`));
    for (const tensor of graph.initializer) {
      tensor.name = renamed(tensor.name);
      this.#initializers.push(tensor);
    }
    for (const node of graph.node) {
      if (node.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0)) {
        throw new ModelError(`the ONNX model ${prefix} nests a graph; it cannot be put into another.`);
      }
      node.name = `${prefix}/${node.name}`;
      node.input = node.input.map(renamed);
      node.output = node.output.map(renamed);
      this.#nodes.push(node);
    }
    return Object.fromEntries(graph.output.map(({ name }) => [name, renamed(name)]));
  }

  metadata(key: string, value: string): void {
    this.#metadata.set(key, value);
  }

  /** The finished model as protobuf bytes. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: "prosodia",
      opsetImport: [...this.#domains].map(([domain, version]) =>
        create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
      ),
      metadataProps: [...this.#metadata].map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
      graph: this.toGraph(),
    });
    return encodeModel(model);
  }

  /** The nodes so far, for a model or as the body of a node such as Loop. */
  toGraph(): GraphProto {
    return create(GraphProtoSchema, {
      name: this.#name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    });
  }

  #tensor(
    name: string,
    dims: readonly number[],
    dataType: TensorProto_DataType,
    rawData: Uint8Array<ArrayBuffer>,
  ): string {
    this.#initializers.push(
      create(TensorProtoSchema, { name, dims: dims.map((dim) => BigInt(dim)), dataType, rawData }),
    );
    return name;
  }

  #fresh(prefix: string): string {
    return `${this.#prefix}${prefix.toLowerCase()}_${this.#counter++}`;
  }
}

/**
 * Parses ONNX bytes.
 *
 * @throws ModelError if they are not an ONNX model with a graph
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch {
    throw new ModelError("the file is not an ONNX model, or it is damaged.");
  }
  if (model.graph === undefined)
    throw new ModelError("the ONNX model has no graph: it is damaged or cut short.");
  return model;
}

export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  return new Uint8Array(toBinary(ModelProtoSchema, model));
}

export function valueInfo(name: string, dims: readonly Dimension[], type: ElementType): ValueInfoProto {
  const shape = create(TensorShapeProtoSchema, {
    dim: dims.map((dim) =>
      create(TensorShapeProto_DimensionSchema, {
        value:
          typeof dim === "number"
            ? { case: "dimValue", value: BigInt(dim) }
            : { case: "dimParam", value: dim },
      }),
    ),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: "tensorType",
        value: create(TypeProto_TensorSchema, { elemType: DATA_TYPE[type], shape }),
      },
    }),
  });
}

function attribute(name: string, value: Attribute): AttributeProto {
  const Type = AttributeProto_AttributeType;
  if (typeof value === "number") return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: value });
  if (typeof value === "bigint") return create(AttributeProtoSchema, { name, type: Type.INT, i: value });
  if (typeof value === "string") {
    return create(AttributeProtoSchema, { name, type: Type.STRING, s: new TextEncoder().encode(value) });
  }
  if (value instanceof OnnxBuilder)
    return create(AttributeProtoSchema, { name, type: Type.GRAPH, g: value.toGraph() });
  if (value instanceof Float32Array) {
    return create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: Array.from(value) });
  }
  if ("int" in value) return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(value.int) });
  if ("ints" in value) {
    return create(AttributeProtoSchema, {
      name,
      type: Type.INTS,
      ints: value.ints.map((one) => BigInt(one)),
    });
  }
  if (value.every((one) => typeof one === "string")) {
    const encoder = new TextEncoder();
    return create(AttributeProtoSchema, {
      name,
      type: Type.STRINGS,
      strings: value.map((one) => encoder.encode(one)),
    });
  }
  return create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: value.map(Number) });
}
