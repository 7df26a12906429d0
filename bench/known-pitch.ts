/**
 * Pitch trackers on synthetic vowels of known, gliding F0, clean and in white noise, and on noise alone: our features, and
 * the network swift-f0 (MIT) run by Python.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Audio } from "../src/audio/audio.ts";
import { createRandom } from "../src/base/random.ts";
import { extractFeature } from "../src/features/recipe.ts";
import { vowel } from "../src/synth/index.ts";
import { PYTHON, startRival } from "./rival.ts";

export interface PitchRow {
  readonly tracker: string;
  /** "clean voice", "voice in noise, 10 dB", "noise alone". */
  readonly sound: string;
  /** Share of the frames that are found voiced: of a voice all should be, of noise none. */
  readonly voicedPercent: number;
  /** Share of those whose pitch is more than 20 % off; null without a voice. */
  readonly grossPercent: number | null;
  /** Median error of the others; null without a voice. */
  readonly cents: number | null;
}

const RATE = 16000;
const SECONDS = 2;
/** Middle F0 of a voice; it glides a third of an octave up and down. */
const PITCHES_HZ = [90, 130, 190, 270, 380];
const VOWELS = ["AA", "IY", "UW"] as const;
/** Voice over noise, dB. */
const SOUNDS = {
  "clean voice": Number.POSITIVE_INFINITY,
  "voice in noise, 20 dB": 20,
  "voice in noise, 10 dB": 10,
  "voice in noise, 0 dB": 0,
  "noise alone": Number.NEGATIVE_INFINITY,
} as const;
const GROSS = 0.2;
/** Frames nearer to an end are not counted. */
const EDGE_S = 0.1;

const f0At = (middleHz: number, timeS: number): number =>
  middleHz * 2 ** (0.33 * Math.sin(2 * Math.PI * 1.2 * timeS));

interface Track {
  readonly timesS: readonly number[];
  /** 0 where unvoiced. */
  readonly f0Hz: readonly number[];
}
type Tracker = (audio: Audio) => Promise<Track>;

/** A row of our feature, its frames at first + t · step. */
function ours(id: string, params: object, stepS: number): Tracker {
  return async (audio) => {
    const { shape, data } = extractFeature(audio, { id, params: { ...params } });
    const count = shape[1];
    const firstS = id === "pitch" ? 0 : (audio.samples.length / audio.sampleRate - (count - 1) * stepS) / 2;
    const voiced = data.subarray(count, 2 * count);
    return {
      timesS: Array.from({ length: count }, (_, t) => firstS + t * stepS),
      f0Hz: Array.from(data.subarray(0, count), (hz, t) => (voiced[t] === 1 ? hz : 0)),
    };
  };
}

const trackSchema = z.object({ timesS: z.array(z.number()), f0Hz: z.array(z.number()) });

export async function benchKnownPitch(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean", default: false } } });
  const folder = await mkdtemp(join(tmpdir(), "prosodia-bench-"));
  const network = startRival(PYTHON, [`${import.meta.dirname}/reference/known_pitch.py`]);
  const path = join(folder, "voice.f32");
  const trackers: Record<string, Tracker> = {
    pitch: ours("pitch", { frameSamples: 1024, hopSamples: 160 }, 0.01),
    "praat-pitch": ours("praat-pitch", {}, 0.01),
    "praat-pitch, cross-correlation": ours("praat-pitch", { method: "cross-correlation" }, 0.01),
    "swift-f0 0.3.0": async ({ samples, sampleRate }) => {
      await writeFile(path, samples);
      return network.ask({ path, sampleRate, fminHz: 60, fmaxHz: 600 }, trackSchema);
    },
  };
  const rows: PitchRow[] = [];
  try {
    for (const [sound, snrDb] of Object.entries(SOUNDS)) {
      for (const [tracker, track] of Object.entries(trackers)) {
        const row: PitchRow = { tracker, sound, ...(await measure(track, snrDb)) };
        rows.push(row);
        if (!values.json) console.log(lineOf(row));
      }
    }
  } finally {
    network.close();
    await rm(folder, { recursive: true });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 1));
}

async function measure(track: Tracker, snrDb: number): Promise<Omit<PitchRow, "tracker" | "sound">> {
  let [frames, voiced, gross] = [0, 0, 0];
  const cents: number[] = [];
  for (const middleHz of PITCHES_HZ) {
    for (const phoneme of VOWELS) {
      const { timesS, f0Hz } = await track(soundOf(middleHz, phoneme, snrDb));
      for (const [t, timeS] of timesS.entries()) {
        if (timeS < EDGE_S || timeS > SECONDS - EDGE_S) continue;
        frames++;
        if (f0Hz[t] === 0) continue;
        voiced++;
        const ratio = f0Hz[t] / f0At(middleHz, timeS);
        if (Math.abs(ratio - 1) > GROSS) gross++;
        else cents.push(Math.abs(1200 * Math.log2(ratio)));
      }
    }
  }
  const voicedPercent = rounded((100 * voiced) / frames);
  if (snrDb === Number.NEGATIVE_INFINITY) return { voicedPercent, grossPercent: null, cents: null };
  const sorted = cents.toSorted((a, b) => a - b);
  return {
    voicedPercent,
    grossPercent: rounded((100 * gross) / Math.max(1, voiced)),
    cents: rounded(sorted[sorted.length >> 1] ?? 0),
  };
}

function soundOf(middleHz: number, phoneme: (typeof VOWELS)[number], snrDb: number): Audio {
  const voice = vowel({
    seconds: SECONDS,
    sampleRate: RATE,
    phoneme,
    f0Hz: (timeS) => f0At(middleHz, timeS),
  });
  const random = createRandom(1).fork(`${middleHz} ${phoneme} ${snrDb}`);
  const power = voice.samples.reduce((sum, sample) => sum + sample * sample, 0) / voice.samples.length;
  const isAlone = snrDb === Number.NEGATIVE_INFINITY;
  const noise = Math.sqrt(power / 10 ** ((isAlone ? 0 : snrDb) / 10));
  const samples = voice.samples.map((sample) => (isAlone ? 0 : sample) + noise * random.normal());
  return { ...voice, samples };
}

function rounded(number: number): number {
  return Number(number.toFixed(2));
}

function lineOf({ tracker, sound, voicedPercent, grossPercent, cents }: PitchRow): string {
  const errors = cents === null ? "" : `  gross ${grossPercent} %  ${cents} cents`;
  return `${sound.padEnd(24)}${tracker.padEnd(32)}voiced ${voicedPercent} %${errors}`;
}
