/** The thread's side of feature-threads.ts: one window at a time. */
import { workerData } from "piscina";
import type { Audio } from "../../audio/audio.ts";
import { ModelError, ProsodiaError } from "../../base/errors.ts";
import { openNetworks } from "../../features/open-networks.ts";
import { createFeaturesOf } from "../../recogniser/index.ts";
import { loadPlugins } from "../config/plugins.ts";
import { openCache } from "../rows/cache.ts";
import { networkApart } from "../rows/network-apart.ts";
import { networkAtHand } from "../rows/network-files.ts";
import type { FeatureReply, FeatureThreadData } from "./feature-threads.ts";

const { info, networks: carried, cacheRoot, plugins }: FeatureThreadData = workerData;

const networks = openNetworks(
  async (sha256) => {
    const bytes = carried.get(sha256) ?? (await networkAtHand(sha256, openCache(cacheRoot)));
    if (bytes !== undefined) return bytes;
    throw new ModelError(`the encoder of "${info.name}" is not at hand: SHA-256 ${sha256.slice(0, 12)}….`);
  },
  { threads: 1, open: networkApart },
);
const featuresOf = createFeaturesOf(info, networks);

export default async function work(audio: Audio): Promise<FeatureReply> {
  try {
    await loadPlugins(plugins);
    return { kind: "done", row: await featuresOf(audio) };
  } catch (error) {
    if (error instanceof ProsodiaError) return { kind: "error", name: error.name, message: error.message };
    throw error;
  }
}
