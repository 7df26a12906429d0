/** What phoneticians look at: a spectrogram with pitch and formants, as Praat's editor shows it. */
import { z } from "zod";
import type { Matrix } from "../base/matrix.ts";
import { defineFeature } from "../features/feature.ts";
import type { FrameScale } from "../features/layout.ts";
import { middleFrames } from "../features/layout.ts";
import { praatFormants } from "../features/praat-formants.ts";
import { praatPitch } from "../features/praat-pitch.ts";
import { extractDefined } from "../features/recipe.ts";
import type { Excerpt } from "./excerpt.ts";
import { linePanel, rangeAxis } from "./line-panel.ts";
import { overSpectrum } from "./over-spectrum.ts";
import { type Axis, LINE, type Panel, placeOn, STRONG_LINE } from "./panel.ts";
import { quietFrames } from "./quiet-frames.ts";
import { element, text } from "./svg.ts";
import { roundTicks } from "./ticks.ts";

const STEP_S = 0.005;
/** Frames in which formants are dark bars, and harmonics are not told apart. */
const WIDE_BAND_S = 0.008;
/** Formants of most voices lie below. */
const TOP_HZ = 5500;
/** Praat's range of pitch. */
const PITCH_HZ = { from: 50, to: 500 };

export const speech = defineFeature({
  id: "speech",
  summary: "Spectrogram with pitch and formants, as Praat's editor shows them",
  source: "Praat: To Pitch (ac), To Formant (burg)",
  params: z.strictObject({}),
  axes: ["descriptor", "frame"],
  layout: (audio, _params, [, frames]) => ({
    frames: middleFrames(audio, frames, STEP_S),
    parts: [
      {
        name: "speech",
        scale: { name: "frequency", unit: "Hz", at: ["F0", "F1", "F2", "F3", "F4", "F5"] },
        value: { name: "frequency", unit: "Hz", kind: "frequency" },
      },
    ],
  }),
  /** F0 and five formants in Hz, as many frames as the formants have. */
  extract(audio) {
    const pitch = extractDefined(praatPitch, audio, { stepS: STEP_S });
    const formants = extractDefined(praatFormants, audio, { stepS: STEP_S });
    const [, count] = formants.shape;
    const [, pitchCount] = pitch.shape;
    const data = new Float32Array(6 * count);
    data.set(formants.data.subarray(0, 5 * count), count);
    const shift = Math.round((pitchCount - count) / 2);
    for (let frame = 0; frame < count; frame++) {
      const at = frame + shift;
      data[frame] = at >= 0 && at < pitchCount ? pitch.data[at] : 0;
    }
    return { axes: ["descriptor", "frame"], shape: [6, count], data };
  },
});

/** Formants as dots on the spectrogram's scale, pitch as a line on its own, written on the right. */
export function speechPanel(
  { rows, cols, data }: Matrix,
  frames: FrameScale,
  excerpt: Excerpt,
  x: Axis,
  {
    minHz = 0,
    maxHz = Math.min(TOP_HZ, excerpt.audio.sampleRate / 2),
  }: { readonly minHz?: number; readonly maxHz?: number },
): Panel {
  const y = rangeAxis("frequency (Hz)", minHz, maxHz);
  const quiet = quietFrames(excerpt.audio, { ...frames, first: frames.first - excerpt.startSeconds }, cols);
  const pitchAxis: Axis = { ...rangeAxis("pitch (Hz)", PITCH_HZ.from, PITCH_HZ.to) };
  const f0 = data.slice(0, cols).map((hz, frame) => (hz === 0 || quiet[frame] ? Number.NaN : hz));
  const pitchLine = linePanel({ title: "", values: f0, frames, x, y: pitchAxis, colour: LINE });
  const beneath = overSpectrum(excerpt, x, y, WIDE_BAND_S);
  return {
    title: "spectrogram with formants (red) and pitch (blue, scale on the right)",
    weight: 1.6,
    x,
    y,
    draw(width, height) {
      const dots: string[] = [];
      for (let row = 1; row < rows; row++) {
        for (let frame = 0; frame < cols; frame++) {
          const hz = data[row * cols + frame];
          const at = frames.first + frame * frames.step;
          if (hz === 0 || quiet[frame] || at < x.from || at > x.to || hz < minHz || hz > maxHz) continue;
          const place = { cx: width * placeOn(x, at), cy: height * (1 - placeOn(y, hz)) };
          dots.push(element("circle", { ...place, r: 1.3, fill: STRONG_LINE }));
        }
      }
      const ticks = roundTicks(PITCH_HZ.from, PITCH_HZ.to - 1, 5).map(({ at, text: words }) => {
        const top = height * (1 - placeOn(pitchAxis, at));
        return (
          element("line", { x1: width - 5, x2: width, y1: top, y2: top, stroke: LINE }) +
          text(words, { x: width - 8, y: top + 4, "text-anchor": "end", fill: LINE, ...HALO })
        );
      });
      return beneath(width, height) + dots.join("") + pitchLine.draw(width, height) + ticks.join("");
    },
  };
}

const HALO = { stroke: "#ffffff", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
