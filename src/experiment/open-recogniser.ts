import { ModelError, ProsodiaError } from "../base/errors.ts";
import { loadRecogniser, type Recogniser } from "../recogniser/index.ts";
import { openCache } from "./cache.ts";
import { networkAtHand } from "./network-files.ts";

/** @throws ModelError that names the file, if its bytes are no recogniser */
export async function openRecogniser(path: string, bytes: Uint8Array): Promise<Recogniser> {
  try {
    return await loadRecogniser(bytes, { networkOf: (sha256) => networkAtHand(sha256, openCache()) });
  } catch (error) {
    if (error instanceof ProsodiaError) throw new ModelError(`${path}: ${error.message}`);
    throw error;
  }
}
