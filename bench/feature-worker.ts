/** One feature of one clip, in a worker thread or in the process itself; clips are read once. */
import { readFileSync } from "node:fs";
import type { Audio } from "../src/audio/audio.ts";
import { type FeatureStep, runFeature } from "../src/features/recipe.ts";
import { packagedNetworks } from "../test/encoders.ts";

/** A file of float32 samples. */
export interface RawClip {
  readonly path: string;
  readonly sampleRate: number;
}

const loaded = new Map<string, Audio>();

const networks = packagedNetworks();

export async function extract({ clip, step }: { clip: RawClip; step: FeatureStep }): Promise<Float32Array> {
  let audio = loaded.get(clip.path);
  if (audio === undefined) {
    const bytes = Uint8Array.from(readFileSync(clip.path)); // at the beginning of its own buffer
    audio = { samples: new Float32Array(bytes.buffer), sampleRate: clip.sampleRate };
    loaded.set(clip.path, audio);
  }
  return (await runFeature(audio, step, networks)).data;
}
