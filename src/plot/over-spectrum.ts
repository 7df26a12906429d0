/** A grey spectrogram for lines that are frequencies to lie on. */
import { nextPowerOfTwo } from "../signal/bluestein.ts";
import { powerToDb } from "../signal/decibel.ts";
import { eachPowerSpectrum, STFT_DEFAULTS } from "../signal/stft.ts";
import { bitmap } from "./bitmap.ts";
import { paper } from "./colours.ts";
import type { Excerpt } from "./excerpt.ts";
import { type Axis, type Panel, placeOn } from "./panel.ts";
import { element } from "./svg.ts";

/** Frames are so long that harmonics are told apart; and not more than so many. */
const FRAME_S = 0.04;
const MOST_FRAMES = 1600;
/** The darkest grey is the loudest, or this level; the grey ends so far below. */
const LEAST_LOUD_DB = -30;
const DEPTH_DB = 70;

/** What draws the spectrogram of an excerpt on axes in seconds of the recording and hertz. */
export function overSpectrum(
  { audio, startSeconds }: Excerpt,
  x: Axis,
  y: Axis,
  windowSeconds = FRAME_S,
): Panel["draw"] {
  const { samples, sampleRate } = audio;
  const nFft = nextPowerOfTwo(Math.max(64, Math.round(FRAME_S * sampleRate)));
  const winSamples = Math.min(nFft, Math.max(16, Math.round((windowSeconds / FRAME_S) * nFft)));
  const hopSamples = Math.max(Math.ceil(winSamples / 8), Math.ceil(samples.length / MOST_FRAMES));
  const rows = Math.min(nFft / 2 + 1, Math.ceil((y.to * nFft) / sampleRate) + 1);
  const cols = 1 + Math.floor(samples.length / hopSamples);
  const data = new Float32Array(rows * cols);
  eachPowerSpectrum(samples, { ...STFT_DEFAULTS, nFft, hopSamples, winSamples }, (power, frame) => {
    for (let row = 0; row < rows; row++) data[row * cols + frame] = power[row];
  });
  powerToDb(data);
  const highest = data.reduce((most, level) => Math.max(most, level), LEAST_LOUD_DB);
  const [hopS, binHz] = [hopSamples / sampleRate, sampleRate / nFft];
  return (width, height) => {
    const left = width * placeOn(x, startSeconds - hopS / 2);
    const right = width * placeOn(x, startSeconds + (cols - 0.5) * hopS);
    const top = height * (1 - placeOn(y, (rows - 0.5) * binHz));
    const bottom = height * (1 - placeOn(y, -binHz / 2));
    const limits = { from: highest - DEPTH_DB, to: highest };
    return element("image", {
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
      preserveAspectRatio: "none",
      href: bitmap({ rows, cols, data }, limits, paper, Math.ceil(right - left), Math.ceil(bottom - top)),
    });
  };
}
