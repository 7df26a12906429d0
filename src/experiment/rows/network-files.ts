/** Files of frozen networks: read where a recipe says, kept in the cache by their SHA-256 for whoever computes with them. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 as digest } from "../../base/digest.ts";
import { ModelError } from "../../base/errors.ts";
import { fileTrouble, namedFileTrouble } from "../../base/file-trouble.ts";
import { PACKAGED } from "../../features/encoder/packaged.ts";
import type { NetworkFile, Networks } from "../../features/network.ts";
import { openNetworks } from "../../features/open-networks.ts";
import { type Recipe, settleNetworks } from "../../features/recipe.ts";
import { readBytes } from "../files/read-bytes.ts";
import type { Cache } from "./cache.ts";
import { networkApart } from "./network-apart.ts";

/** The encoder that comes with Prosodia. */
const PACKAGED_PATH = fileURLToPath(new URL("../../../weights/whisper-tiny-turn.onnx", import.meta.url));

/** Which of the files of a folder is taken, the first there is: whole numbers of bits before what was made smaller. */
const PREFERRED = ["encoder_model.onnx", "model.onnx"];

/**
 * The recipe, knowing what the files of its networks are; the files are in the cache.
 *
 * @throws ModelError that names a file that cannot be read, or is not what its feature needs
 */
export async function settleRecipe(recipe: Recipe, cache: Cache): Promise<Recipe> {
  return settleNetworks(recipe, async (path) => {
    const file = { ...(await readNetworkFile(path)), open: networkApart };
    await keepNetwork(file.bytes, cache);
    return file;
  });
}

/** Puts a network into the cache, where it is not there yet. */
export async function keepNetwork(bytes: Uint8Array<ArrayBuffer>, cache: Cache): Promise<void> {
  const sha256 = await digest(bytes);
  if (!(await cache.hasBlob("networks", sha256, sha256))) await cache.writeBlob("networks", sha256, bytes);
}

/** Networks out of the cache. */
export function cachedNetworks(cache: Cache): Networks {
  return openNetworks(
    async (sha256) => {
      const bytes = await networkAtHand(sha256, cache);
      if (bytes !== undefined) return bytes;
      throw new ModelError(`the network ${sha256.slice(0, 12)}… is not in ${cache.root}; run again.`);
    },
    { threads: 1, open: networkApart },
  );
}

/** A network that is in the cache, or came with Prosodia. */
export async function networkAtHand(
  sha256: string,
  cache: Cache,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const kept = await cache.readBlob("networks", sha256);
  if (kept !== undefined) return kept;
  return sha256 === PACKAGED.sha256 ? readBytes(PACKAGED_PATH) : undefined;
}

/** @throws ModelError that names the file, if it is none or cannot be read */
export async function readNetworkFile(path: string | null): Promise<NetworkFile> {
  if (path === null) return { bytes: await readBytes(PACKAGED_PATH), preprocessor: null };
  try {
    if (!(await stat(path)).isDirectory()) return { bytes: await readBytes(path), preprocessor: null };
    const preprocessor: unknown = JSON.parse(await readFile(join(path, "preprocessor_config.json"), "utf8"));
    const files = (await readdir(join(path, "onnx"))).filter((name) =>
      /^(encoder_)?model.*\.onnx$/.test(name),
    );
    const chosen = PREFERRED.find((name) => files.includes(name)) ?? files.toSorted()[0];
    if (chosen === undefined)
      throw new ModelError("its folder onnx has no model*.onnx or encoder_model*.onnx");
    return { bytes: await readBytes(join(path, "onnx", chosen)), preprocessor };
  } catch (error) {
    throw new ModelError(
      `${path}: the encoder cannot be read (${troubleIn(path, error)}); expected an ONNX file, or a folder with preprocessor_config.json and onnx/model.onnx.`,
      "Correct the path of the feature encoder, or leave it out: an encoder comes with Prosodia.",
    );
  }
}

/** Without a full stop; names what it is about where that is not the path itself. */
function troubleIn(path: string, error: unknown): string {
  const named = namedFileTrouble(error);
  const trouble = named === undefined || named.startsWith(`${path}: `) ? fileTrouble(error) : named;
  return trouble.replace(/\.$/, "");
}
