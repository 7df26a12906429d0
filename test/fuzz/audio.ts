/** Recordings of every format that is read, damaged: what is accepted is sound that the bytes can hold. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Audio } from "../../src/audio/audio.ts";
import { decodeAudio } from "../../src/audio/decode.ts";
import type { DecodedAudio } from "../../src/audio/decoded.ts";
import { createRandom } from "../../src/base/random.ts";
import { loadRecogniser } from "../../src/recogniser/index.ts";
import { repairOgg } from "../audio-builders.ts";
import { assertAnswer } from "./answers.ts";
import { ACCEPTED, type FuzzKind, outcomeOf, wrong } from "./kind.ts";
import { damagedBytes } from "./mutate.ts";

const GOLDEN = resolve(import.meta.dirname, "../golden");
const TINY = resolve(import.meta.dirname, "../../weights/tiny.onnx");

/** Samples per channel that a byte can hold at most: a constant block, the shortest packet, the lowest rate. */
const SAMPLES_PER_BYTE: Readonly<Record<string, number>> = {
  flac: 65_535 / 8,
  "ogg opus": 5760 / 2,
  "ogg vorbis": 8192,
  mp3: 1152 / 24,
};
/** Codes that are no codecs: at most two samples in a byte, as ADPCM has. */
const PLAIN = 2;

export async function openAudio(): Promise<FuzzKind> {
  const files = ["audio", "audio-formats"].flatMap((folder) =>
    readdirSync(join(GOLDEN, folder)).map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(join(GOLDEN, folder, name))),
    })),
  );
  const recogniser = await loadRecogniser(new Uint8Array(readFileSync(TINY)), { threads: 1 });
  return {
    async item(seed, index) {
      const random = createRandom(seed).fork(`audio ${index}`);
      const { name, bytes: whole } = files[random.integer(files.length)];
      const { bytes, how } = damagedBytes(whole, random);
      // what has checksums is let in half of the time, so that the damage reaches the decoder
      const isRepaired = /\.(ogg|opus)$/.test(name) && random.uniform() < 0.5;
      if (isRepaired) repairOgg(bytes);
      return {
        bytes: Uint8Array.from(bytes),
        what: `${name}: ${how}${isRepaired ? ", with checksums" : ""}`,
      };
    },
    judge: ({ bytes }) =>
      outcomeOf(async () => {
        const decoded = await decodeAudio(bytes, "clip");
        const problem = problemOf(decoded, bytes.length);
        if (problem !== undefined) return wrong(problem);
        const answer = await recogniser.predict(secondOf(decoded.audio), { anySound: true });
        assertAnswer(answer, recogniser.info.labels);
        return ACCEPTED;
      }),
  };
}

/** The recordings are shorter than speech: over and over, they are long enough. */
function secondOf({ samples, sampleRate }: Audio): Audio {
  const length = Math.max(samples.length, sampleRate);
  return { samples: Float32Array.from({ length }, (_, i) => samples[i % samples.length]), sampleRate };
}

function problemOf(
  { audio, channels, encoding, seconds }: DecodedAudio,
  byteCount: number,
): string | undefined {
  const { samples, sampleRate } = audio;
  const most = byteCount * (SAMPLES_PER_BYTE[encoding] ?? PLAIN);
  if (samples.length === 0) return "no samples";
  if (samples.length * (encoding in SAMPLES_PER_BYTE ? 1 : channels) > most) {
    return `${samples.length} samples of ${encoding} in ${byteCount} bytes`;
  }
  if (!samples.every((value) => Number.isFinite(value))) return "samples that are not finite";
  if (seconds !== samples.length / sampleRate) return `${seconds} s of ${samples.length} samples`;
  return undefined;
}
