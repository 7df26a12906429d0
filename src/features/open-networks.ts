/** Opens networks by their SHA-256: their bytes are checked, and run by onnxruntime. */
import { sha256 as digest } from "../base/digest.ts";
import { ModelError, messageOf } from "../base/errors.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { assertSelfContained } from "../engine/onnx/rewrite.ts";
import { createSession, floatsOf, floatTensor, type SessionOptions } from "../engine/onnx/session.ts";
import { assertReadable } from "../engine/onnx/wire.ts";
import { PACKAGED } from "./encoder/packaged.ts";
import type { Networks, OpenNetworkBytes } from "./network.ts";

/** What exports of encoders hold: arithmetic, shapes and small integers; nothing that draws, loops or reads text. */
const OPERATORS = new Set(
  (
    "Abs Add And Cast Clip Concat Constant ConstantOfShape Conv ConvInteger CumSum DequantizeLinear Div " +
    "DynamicQuantizeLinear Equal Erf Exp Expand Flatten Floor Gather GatherElements Gelu Gemm Greater GreaterOrEqual " +
    "GroupNormalization Identity InstanceNormalization LayerNormalization Less LessOrEqual Log MatMul MatMulInteger Max Min " +
    "Mod Mul Neg Not Or Pad Pow QuantizeLinear Range ReduceMax ReduceMean ReduceSum Relu Reshape Shape Sigmoid Sign Slice " +
    "Softmax Split Sqrt Squeeze Sub Tanh Transpose Unsqueeze Where"
  ).split(" "),
);

export interface NetworkOptions extends SessionOptions {
  /** Who runs networks that did not come with Prosodia, whose memory and time nothing bounds; this process if absent. */
  readonly open?: OpenNetworkBytes | undefined;
}

/**
 * @param read - the bytes of a file by its SHA-256
 */
export function openNetworks(
  read: (sha256: string) => Promise<Uint8Array<ArrayBuffer>>,
  options: NetworkOptions = {},
): Networks {
  const opened = new Map<string, ReturnType<OpenNetworkBytes>>();
  return {
    async open(sha256) {
      let network = opened.get(sha256);
      if (network === undefined) {
        network = openNetwork(sha256, read, options);
        opened.set(sha256, network);
        network.catch(() => opened.delete(sha256));
      }
      return network;
    },
    async release() {
      const all = await Promise.allSettled(opened.values());
      opened.clear();
      for (const one of all) if (one.status === "fulfilled") await one.value.release();
    },
  };
}

async function openNetwork(
  sha256: string,
  read: (sha256: string) => Promise<Uint8Array<ArrayBuffer>>,
  { open = networkHere, ...options }: NetworkOptions,
): ReturnType<OpenNetworkBytes> {
  const bytes = await read(sha256);
  assertReadable(bytes);
  if ((await digest(bytes)) !== sha256) {
    throw new ModelError(
      `the network is not the file that it was: expected the SHA-256 ${sha256.slice(0, 12)}….`,
    );
  }
  const model = decodeModel(bytes);
  assertSelfContained(model);
  const foreign = model.graph?.node.find(({ opType }) => !OPERATORS.has(opType));
  if (foreign !== undefined) {
    throw new ModelError(
      `the network uses the operator ${foreign.opType}, which no encoder has; it is refused.`,
    );
  }
  return sha256 === PACKAGED.sha256 ? networkHere(bytes, options) : open(bytes, options);
}

/** Runs a network in this process. */
export const networkHere: OpenNetworkBytes = async (bytes, options) => {
  const session = await createSession(bytes, options);
  return {
    async run(input, { data, shape }, outputs) {
      const results = await session
        .run({ [input]: floatTensor(data, shape) }, [...outputs])
        .catch((error: unknown) => {
          throw new ModelError(`the network cannot be run: ${messageOf(error).split("\n")[0]}`);
        });
      return Object.fromEntries(
        outputs.map((name) => [name, { data: floatsOf(results, name), shape: results[name].dims }]),
      );
    },
    release: () => session.release(),
  };
};
