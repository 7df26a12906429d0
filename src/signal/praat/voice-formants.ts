/**
 * Formants by Burg's linear prediction (the Praat manual, "Sound: To Formant (burg)"): the sound is brought to twice the
 * ceiling and pre-emphasised; the poles of every Gaussian-windowed frame are its formants.
 */
import { AudioError } from "../../base/errors.ts";
import { createPredictor } from "../linear-prediction.ts";
import { createRootFinder } from "../roots.ts";
import { checkSize } from "../size.ts";
import { resampleBand } from "./band-limited.ts";
import { emphasise } from "./emphasise.ts";
import { evenFrames } from "./even-frames.ts";
import { createGaussian } from "./gaussian.ts";

export interface VoiceFormantSettings {
  readonly maxFormants: number;
  /** Highest formant. */
  readonly ceilingHz: number;
  /** Effective length of a frame, half of the window. */
  readonly frameS: number;
  readonly stepS: number;
  /** Above it the spectrum is raised by 6 dB per octave. */
  readonly preEmphasisFromHz: number;
}

export const VOICE_FORMANT_DEFAULTS: VoiceFormantSettings = {
  maxFormants: 5,
  ceilingHz: 5500,
  frameS: 0.025,
  stepS: 0.00625,
  preEmphasisFromHz: 50,
};

export interface VoiceFormants {
  readonly frames: number;
  readonly firstS: number;
  readonly stepS: number;
  /** [formant, frame], Hz, lowest first; 0 where the frame has fewer. */
  readonly hz: Float64Array<ArrayBuffer>;
  /** [formant, frame], Hz; 0 where the frame has fewer. */
  readonly bandwidthHz: Float64Array<ArrayBuffer>;
}

/** Formants lie this far from 0 Hz and from the ceiling. */
const MARGIN_HZ = 50;

/** @throws AudioError if there are no samples */
export function voiceFormants(
  samples: Float32Array | Float64Array,
  sampleRate: number,
  settings: VoiceFormantSettings,
): VoiceFormants {
  const { maxFormants, ceilingHz, frameS, stepS } = settings;
  if (samples.length === 0) throw new AudioError("the audio has no sample.", "Leave the empty clip out.");
  const rate = 2 * ceilingHz;
  const sound = resampleBand(Float64Array.from(samples), sampleRate, rate);
  emphasise(sound.samples, settings.preEmphasisFromHz, rate);
  const order = 2 * maxFormants;
  const length = Math.max(order + 1, Math.floor(2 * frameS * rate));
  const soundS = sound.samples.length * (1 / rate);
  const middleS = sound.firstS - 0.5 / rate + 0.5 * soundS;
  const { count, firstS } = evenFrames(soundS, 2 * frameS, stepS, middleS);
  checkSize("stepS, maxFormants", "the formants", 2 * count * maxFormants, "Raise stepS.");
  const window = createGaussian(length);
  const predict = createPredictor("burg", length, order);
  const findRoots = createRootFinder(order);
  const frame = new Float64Array(length);
  const hz = new Float64Array(maxFormants * count);
  const bandwidthHz = new Float64Array(maxFormants * count);
  for (let t = 0; t < count; t++) {
    const middle = (firstS + t * stepS - sound.firstS) / (1 / rate);
    const start = Math.floor(middle) + 1 - Math.floor(length / 2);
    let isSilent = true;
    for (let i = 0; i < length; i++) {
      const n = start + i;
      frame[i] = n >= 0 && n < sound.samples.length ? sound.samples[n] * window[i] : 0;
      if (frame[i] !== 0) isSilent = false;
    }
    if (isSilent) continue;
    const found = polesOf(findRoots(predict(frame)), rate);
    for (let i = 0; i < found.length; i++) {
      hz[i * count + t] = found[i].hz;
      bandwidthHz[i * count + t] = found[i].bandwidthHz;
    }
  }
  return { frames: count, firstS, stepS, hz, bandwidthHz };
}

/** Poles as formants, lowest first. */
function polesOf({ re, im }: { readonly re: Float64Array; readonly im: Float64Array }, rate: number) {
  const found: { hz: number; bandwidthHz: number }[] = [];
  for (let i = 0; i < re.length; i++) {
    if (im[i] < 0) continue;
    const radius = Math.hypot(re[i], im[i]);
    const hz = (Math.atan2(im[i], re[i]) * rate) / (2 * Math.PI);
    if (hz < MARGIN_HZ || hz > rate / 2 - MARGIN_HZ) continue;
    // a pole outside the unit circle stands for its mirror image
    found.push({ hz, bandwidthHz: (Math.abs(Math.log(radius)) * rate) / Math.PI });
  }
  return found.sort((a, b) => a.hz - b.hz);
}
