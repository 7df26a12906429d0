/** What recognisers and estimators do alike with the bytes of a file before anything is run. */
import type { ModelProto } from "onnx-buf";
import { ModelError } from "../base/errors.ts";
import { boundRows, type RowsAtOnce } from "../engine/onnx/bounds/bound-rows.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { assertSelfContained, readMetadata, type Signature, writeMetadata } from "../engine/onnx/rewrite.ts";
import { encodeSealed, isWhole } from "../engine/onnx/seal.ts";
import { assertReadable } from "../engine/onnx/wire.ts";
import type { Networks, OpenNetworkBytes } from "../features/network.ts";
import { openNetworks } from "../features/open-networks.ts";
import { networksOf } from "../features/recipe.ts";
import { readNetwork, writeNetwork } from "./carried-network.ts";
import type { RecogniserInfo, RecogniserInput } from "./info.ts";

export interface OpenOptions {
  readonly threads?: number;
  /** Networks behind its features that the file does not carry, by their SHA-256. */
  readonly networkOf?: (sha256: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Who runs networks that did not come with Prosodia: `networkHere`, where the file is trusted; refused if absent. */
  readonly openNetwork?: OpenNetworkBytes;
}

const refuseNetwork: OpenNetworkBytes = async () => {
  throw new ModelError(
    "the recogniser asks a network that did not come with Prosodia, whose memory and time nothing bounds; it is refused.",
    "In Node, openRecogniser of prosodia/experiment runs it in a process of its own; in a file that you trust, openNetwork: networkHere in this one.",
  );
};

/**
 * @param key - of the metadata entry that describes the model
 * @param check - reads the description of a model that is safe to run, and fits it
 * @throws ModelError if the bytes are damaged, or what `check` throws
 */
export async function openModel<Info>(
  bytes: Uint8Array,
  key: string,
  check: (model: ModelProto) => Info,
): Promise<{ model: ModelProto; info: Info; rowsAtOnce: RowsAtOnce }> {
  // onnxruntime takes bytes with this mark for its own format, whatever was checked as ONNX
  if (String.fromCharCode(...bytes.subarray(4, 8)) === "ORTM") {
    throw new ModelError("the file is in onnxruntime's own format; expected an ONNX model.");
  }
  assertReadable(bytes);
  const model = decodeModel(bytes);
  if (readMetadata(model, key) !== undefined && !(await isWhole(bytes))) {
    throw new ModelError(
      "the file is damaged, or was changed since it was written: it does not end with the SHA-256 of what it holds.",
    );
  }
  return { model, ...checked(model, check) };
}

/** @throws ModelError if the model is not safe to run, or what `check` throws */
function checked<Info>(
  model: ModelProto,
  check: (model: ModelProto) => Info,
): { info: Info; rowsAtOnce: RowsAtOnce } {
  assertSelfContained(model);
  const info = check(model);
  return { info, rowsAtOnce: boundRows(model) };
}

/**
 * The bytes of a file.
 *
 * @param onnx - a graph with the inputs and outputs that `info` describes
 * @param networks - behind its features, by their SHA-256: those that the file shall carry
 * @throws ModelError if graph and description do not fit together, so that whatever is written can be read
 */
export async function encodeModel(
  onnx: Uint8Array,
  key: string,
  info: object,
  networks: ReadonlyMap<string, Uint8Array>,
  check: (model: ModelProto) => unknown,
): Promise<Uint8Array<ArrayBuffer>> {
  const model = decodeModel(onnx);
  for (const [sha256, bytes] of networks) writeNetwork(model, sha256, bytes);
  writeMetadata(model, key, JSON.stringify(info));
  checked(model, check);
  const bytes = await encodeSealed(model);
  assertReadable(bytes);
  return bytes;
}

/** Shape of one row of an input. */
export function rowShapeOf(input: RecogniserInput): readonly number[] {
  if (input.from === "frames") return [];
  if (input.from === "column") return [input.values.length];
  return input.from === "leaning" ? [input.shares.length] : input.shape;
}

/** What the graph is fed with. */
export function signaturesOf(inputs: readonly RecogniserInput[]): Signature[] {
  return inputs.map((input) => ({
    name: input.name,
    row: rowShapeOf(input),
    type: input.from === "frames" ? "int64" : "float32",
  }));
}

/** The networks behind the features, and those of them that the file carries. */
export function networksIn(
  model: ModelProto,
  info: Pick<RecogniserInfo, "name" | "inputs">,
  { networkOf = async () => undefined, openNetwork = refuseNetwork, threads }: OpenOptions,
): { networks: Networks; carried: ReadonlyMap<string, Uint8Array<ArrayBuffer>> } {
  const needed = info.inputs.flatMap((input) => (input.from === "audio" ? networksOf(input.recipe) : []));
  const carried = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { sha256 } of needed) {
    const network = readNetwork(model, sha256);
    if (network !== undefined) carried.set(sha256, network);
  }
  const networks = openNetworks(
    async (sha256) => {
      const network = carried.get(sha256) ?? (await networkOf(sha256));
      if (network !== undefined) return network;
      throw new ModelError(
        `the recogniser "${info.name}" does not carry its encoder, and it is not at hand: SHA-256 ${sha256.slice(0, 12)}….`,
      );
    },
    { open: openNetwork, ...(threads === undefined ? {} : { threads }) },
  );
  return { networks, carried };
}
