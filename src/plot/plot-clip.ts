/** The picture of a recording: waveform, spectrogram, and pitch over the low end of it. */
import type { Audio } from "../audio/audio.ts";
import { layoutOf } from "../features/layout-of.ts";
import { praatPitch } from "../features/praat-pitch.ts";
import { nextPowerOfTwo } from "../signal/bluestein.ts";
import { eachPowerSpectrum, STFT_DEFAULTS } from "../signal/stft.ts";
import { drawFigure } from "./figure.ts";
import { type Columns, colourBar, imagePanel, rowAxis, seenValues } from "./image-panel.ts";
import { linePanel, rangeAxis } from "./line-panel.ts";
import { overSpectrum } from "./over-spectrum.ts";
import { type Axis, type Panel, STRONG_LINE } from "./panel.ts";
import { roundTicks } from "./ticks.ts";

export interface ClipPlotOptions {
  /** What the recording is: the heading. */
  readonly name: string;
  /** What is known of it, below the heading. */
  readonly about: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Of speech: higher up there is little to see. */
const HIGHEST_HZ = 8000;
/** Of a spectrogram that shows formants: Praat's broad bands. */
const WINDOW_S = 0.01;
const MOST_FRAMES = 500;

/** An SVG document. */
export function plotClip(audio: Audio, { name, about, width = 640, height = 420 }: ClipPlotOptions): string {
  const seconds = audio.samples.length / audio.sampleRate;
  const time: Axis = {
    label: "time (s)",
    from: 0,
    to: seconds,
    ticks: (pixels) => roundTicks(0, seconds, Math.max(1, Math.floor(pixels / 80))),
  };
  const panels = [wavePanel(audio, time), spectrumPanel(audio, time), pitchPanel(audio, time)];
  return drawFigure({
    title: name,
    subtitle: about,
    width,
    height,
    rows: panels.map((panel) => ({ columns: 1, panels: [panel] })),
  });
}

function wavePanel({ samples, sampleRate }: Audio, x: Axis): Panel {
  const frames = { name: "time", unit: "s", first: 0, step: 1 / sampleRate };
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) || 1;
  const y = rangeAxis("amplitude", -1.05 * loudest, 1.05 * loudest);
  return { ...linePanel({ title: "waveform", values: samples, frames, x, y }), weight: 0.5 };
}

function spectrumPanel({ samples, sampleRate }: Audio, x: Axis): Panel {
  const nFft = nextPowerOfTwo(Math.max(64, Math.round(2 * WINDOW_S * sampleRate)));
  const hopSamples = Math.max(Math.ceil(nFft / 8), Math.ceil(samples.length / MOST_FRAMES));
  const rows = Math.min(nFft / 2 + 1, Math.floor((HIGHEST_HZ * nFft) / sampleRate) + 1);
  const cols = 1 + Math.floor(samples.length / hopSamples);
  const data = new Float32Array(rows * cols);
  eachPowerSpectrum(samples, { ...STFT_DEFAULTS, nFft, hopSamples }, (power, frame) => {
    for (let row = 0; row < rows; row++) data[row * cols + frame] = power[row];
  });
  const seen = seenValues({ rows, cols, data }, "power");
  const hopS = hopSamples / sampleRate;
  const columns: Columns = { axis: x, left: -hopS / 2, right: (cols - 0.5) * hopS };
  const at = Array.from({ length: rows }, (_, bin) => (bin * sampleRate) / nFft);
  const bar = colourBar([seen], { name: "power", unit: null, kind: "power" });
  return imagePanel(
    "spectrogram",
    { matrix: seen, bar },
    columns,
    rowAxis({ name: "frequency", unit: "Hz", at }),
  );
}

function pitchPanel(audio: Audio, x: Axis): Panel {
  const params = praatPitch.params.parse({});
  const { shape, data } = praatPitch.extract(audio, params);
  const { frames } = layoutOf(praatPitch, audio, params, shape);
  const values = data.subarray(0, shape[1]).map((hz) => (hz === 0 ? Number.NaN : hz));
  const highest = values.reduce((most, hz) => (hz > most ? hz : most), 0);
  const y = rangeAxis("pitch (Hz)", 0, highest > 0 ? 1.5 * highest : 500);
  return linePanel({
    title: "pitch",
    values,
    frames: frames ?? { name: "time", unit: "s", first: 0, step: params.stepS },
    x,
    y,
    colour: STRONG_LINE,
    beneath: overSpectrum({ audio, startSeconds: 0 }, x, y),
  });
}
