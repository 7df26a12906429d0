/** Pitch and loudness over an utterance: declination, accents, the final movement, tremor, drift. */
import type { Random } from "../base/random.ts";
import type { Prosody } from "./emotions.ts";
import type { Timeline } from "./timeline.ts";
import { FRAME_RATE, type Tracks } from "./tracks.ts";

const DECLINATION_SEMITONES = -2;
const ACCENT_SD_S = 0.075;
const FINAL_S = 0.3;
const FADE_S = 0.09;
/** A full accent is this much louder, the end of the sentence this much softer. */
const ACCENT_DB = 3;
const END_DB = -4;

/**
 * Fills `f0Hz` and shapes `voicing`. The mean of the logarithm of f0, weighted by voicing, is exactly what was asked for.
 *
 * @param f0Hz - mean over the utterance
 */
export function intone(
  tracks: Tracks,
  timeline: Timeline,
  f0Hz: number,
  prosody: Prosody,
  random: Random,
): void {
  const { f0Hz: f0, voicing } = tracks;
  const tremorHz = 6 + 0.5 * random.normal();
  const tremorPhase = 2 * Math.PI * random.uniform();
  const driftHz = 0.7 + 0.6 * random.uniform();
  const driftPhase = 2 * Math.PI * random.uniform();
  let sum = 0;
  let weight = 0;
  for (let frame = 0; frame < tracks.frames; frame++) {
    const timeS = frame / FRAME_RATE;
    const progress = Math.min(1, Math.max(0, (timeS - timeline.startS) / (timeline.endS - timeline.startS)));
    let accent = 0;
    for (const { atS, strength } of timeline.accents) {
      accent += strength * Math.exp(-0.5 * ((timeS - atS) / ACCENT_SD_S) ** 2);
    }
    const tremor = Math.sin(2 * Math.PI * tremorHz * timeS + tremorPhase);
    const end = smoothStep((timeS - timeline.endS + FINAL_S) / FINAL_S);
    const semitones =
      DECLINATION_SEMITONES * progress +
      prosody.accentSemitones * accent +
      prosody.finalSemitones * end +
      prosody.tremorSemitones * tremor +
      0.3 * Math.sin(2 * Math.PI * driftHz * timeS + driftPhase);
    f0[frame] = semitones;
    sum += semitones * voicing[frame];
    weight += voicing[frame];
    const levelDb = ACCENT_DB * accent + END_DB * progress + prosody.tremorSemitones * tremor;
    voicing[frame] *= 10 ** (levelDb / 20) * smoothStep((timeline.endS - timeS) / FADE_S);
  }
  const mean = sum / weight;
  for (let frame = 0; frame < tracks.frames; frame++) f0[frame] = f0Hz * 2 ** ((f0[frame] - mean) / 12);
}

/** 0 below 0, 1 above 1, 3x² - 2x³ between. */
function smoothStep(x: number): number {
  const at = Math.min(1, Math.max(0, x));
  return at * at * (3 - 2 * at);
}
