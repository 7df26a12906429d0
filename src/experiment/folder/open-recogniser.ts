import { ModelError, ProsodiaError } from "../../base/errors.ts";
import { type Estimator, loadEstimator, loadRecogniser, type Recogniser } from "../../recogniser/index.ts";
import { openCache } from "../rows/cache.ts";
import { networkApart } from "../rows/network-apart.ts";
import { networkAtHand } from "../rows/network-files.ts";

/** @throws ModelError that names the file, if its bytes are no recogniser */
export function openRecogniser(path: string, bytes: Uint8Array): Promise<Recogniser> {
  return naming(path, loadRecogniser(bytes, OPTIONS));
}

/** @throws ModelError that names the file, if its bytes are no estimator */
export function openEstimator(path: string, bytes: Uint8Array): Promise<Estimator> {
  return naming(path, loadEstimator(bytes, OPTIONS));
}

const OPTIONS = {
  networkOf: (sha256: string) => networkAtHand(sha256, openCache()),
  openNetwork: networkApart,
};

async function naming<T>(path: string, opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (error) {
    if (error instanceof ProsodiaError) throw new ModelError(`${path}: ${error.message}`);
    throw error;
  }
}
