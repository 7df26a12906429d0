/**
 * How much of a model file is structure, told from its bytes before any of it becomes objects: a hundred megabytes of
 * empty nodes are gigabytes of objects. Weights are left out, which stay bytes.
 */
import { ModelError } from "../../base/errors.ts";

/** ONNX itself ends at two gigabytes. */
const MOST_FILE_BYTES = 2 ** 30;
/** Nodes, names, shapes and metadata. */
const MOST_STRUCTURE_BYTES = 2 ** 21;
const MOST_NODES = 4000;
/** Entries of the metadata whose keys begin so hold the bytes of other models, each a single text: weights, too. */
export const CARRIED_PREFIX = "prosodia.network.";

/** Field numbers of ONNX's protobuf schema. */
const GRAPH = 7;
const METADATA = 14;
const KEY = 1;
const VALUE = 2;
const NODE = 1;
const INITIALIZER = 5;
const RAW_DATA = 9;

/** @throws ModelError if the file is damaged, too long, has too many nodes, or too much beside its weights */
export function assertReadable(bytes: Uint8Array): void {
  const refuse = (problem: string): never => {
    throw new ModelError(
      `the ONNX model ${problem}; it is refused.`,
      "Use files from people you trust only.",
    );
  };
  if (bytes.length > MOST_FILE_BYTES)
    refuse(`is ${bytes.length} bytes long; expected at most ${MOST_FILE_BYTES}`);
  let [weights, nodes] = [0, 0];
  for (const graph of fields(bytes)) {
    if (graph.number === METADATA) {
      const carried = carriedBytes(graph.bytes);
      if (carried === undefined) refuse("has an entry of its metadata that is more than a key and a value");
      else weights += carried;
    }
    if (graph.number !== GRAPH) continue;
    for (const part of fields(graph.bytes)) {
      if (part.number === NODE) nodes++;
      if (part.number !== INITIALIZER) continue;
      for (const { number, bytes: data } of fields(part.bytes))
        if (number === RAW_DATA) weights += data.length;
    }
  }
  if (nodes > MOST_NODES) refuse(`has ${nodes} nodes; expected at most ${MOST_NODES}`);
  const structure = bytes.length - weights;
  if (structure > MOST_STRUCTURE_BYTES) {
    refuse(`has ${structure} bytes beside its weights; expected at most ${MOST_STRUCTURE_BYTES}`);
  }
}

/** Of an entry of the metadata: 0 unless it holds another model; undefined if it holds more than a key and a value. */
function carriedBytes(entry: Uint8Array): number | undefined {
  // as few as are looked at: an entry of megabytes may be millions of fields
  const [key, value, more] = fields(entry);
  if (more !== undefined) return undefined;
  const isCarried =
    key?.number === KEY &&
    value?.number === VALUE &&
    new TextDecoder().decode(key.bytes).startsWith(CARRIED_PREFIX);
  return isCarried ? value.bytes.length : 0;
}

interface Field {
  readonly number: number;
  /** Of what has a length; empty for numbers. */
  readonly bytes: Uint8Array;
}

/** @throws ModelError where the bytes are no message */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70 && at < bytes.length; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag % 8;
    let length = 0;
    if (type === 0) varint();
    else if (type === 1) length = 8;
    else if (type === 5) length = 4;
    else length = type === 2 ? varint() : Number.NaN;
    if (Number.isNaN(tag) || !(at + length <= bytes.length)) {
      throw new ModelError("the file is not an ONNX model, or it is damaged.");
    }
    yield { number: Math.floor(tag / 8), bytes: bytes.subarray(at, at + (type === 2 ? length : 0)) };
    at += length;
  }
}
