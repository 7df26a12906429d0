/** Opens networks by their SHA-256: their bytes are checked, and run by onnxruntime. */
import { sha256 as digest } from "../base/digest.ts";
import { ModelError, messageOf } from "../base/errors.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { assertSelfContained } from "../engine/onnx/rewrite.ts";
import { createSession, floatsOf, floatTensor, type SessionOptions } from "../engine/onnx/session.ts";
import type { Networks, OpenNetwork } from "./network.ts";

/** What larger files need to be checked and run is more than most machines have. */
const MAX_BYTES = 1.5 * 2 ** 30;

/**
 * @param read - the bytes of a file by its SHA-256
 */
export function openNetworks(
  read: (sha256: string) => Promise<Uint8Array<ArrayBuffer>>,
  options: SessionOptions = {},
): Networks {
  const opened = new Map<string, ReturnType<typeof openNetwork>>();
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
  options: SessionOptions,
): Promise<OpenNetwork & { release(): Promise<void> }> {
  const bytes = await read(sha256);
  if (bytes.length > MAX_BYTES) {
    throw new ModelError(
      `the network has ${(bytes.length / 2 ** 30).toFixed(1)} GiB; expected at most ${MAX_BYTES / 2 ** 30}.`,
    );
  }
  if ((await digest(bytes)) !== sha256) {
    throw new ModelError(
      `the network is not the file that it was: expected the SHA-256 ${sha256.slice(0, 12)}….`,
    );
  }
  assertSelfContained(decodeModel(bytes));
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
}
