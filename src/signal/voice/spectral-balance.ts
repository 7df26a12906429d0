/** How the energy of a frame is spread over frequency: measures of the voice's effort (Eyben et al. 2016). */

const MIDDLE_HZ = 1000;
const HIGHEST_HZ = 5000;
const HAMMARBERG_HZ = 2000;

/** Power below which a bin counts as silent. */
const FLOOR = 1e-10;

/** 10 log10 of the energy of 1 to 5 kHz over that of 0 to 1 kHz, dB; 0 where one is silent. */
export function alphaRatioDb(power: Float64Array, binHz: number): number {
  const middle = Math.ceil(MIDDLE_HZ / binHz);
  const end = Math.min(power.length, Math.floor(HIGHEST_HZ / binHz) + 1);
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < Math.min(middle, end); bin++) low += power[bin];
  for (let bin = middle; bin < end; bin++) high += power[bin];
  return ratioDb(high, low);
}

/** 10 log10 of the highest bin of 0 to 2 kHz over that of 2 to 5 kHz, dB; 0 where one is silent. */
export function hammarbergIndexDb(power: Float64Array, binHz: number): number {
  const middle = Math.ceil(HAMMARBERG_HZ / binHz);
  const end = Math.min(power.length, Math.floor(HIGHEST_HZ / binHz) + 1);
  let low = 0;
  let high = 0;
  for (let bin = 0; bin < Math.min(middle, end); bin++) low = Math.max(low, power[bin]);
  for (let bin = middle; bin < end; bin++) high = Math.max(high, power[bin]);
  return ratioDb(low, high);
}

function ratioDb(above: number, below: number): number {
  return above < FLOOR || below < FLOOR ? 0 : 10 * Math.log10(above / below);
}

/**
 * Slope of the levels from one frequency to another, dB/Hz. Bins that the edges cut are weighed by their share, and the
 * line is fitted as if there was one bin less, as openSMILE has it: it is steeper than the least-squares line.
 *
 * @param levels - [bin], dB
 */
export function levelSlope(levels: Float64Array, binHz: number, fromHz: number, toHz: number): number {
  const from = fromHz / binHz;
  const to = Math.min(toHz / binHz, levels.length - 1);
  const first = Math.floor(from);
  const last = Math.floor(to);
  const firstShare = 1 - (from - first);
  const lastShare = to === last ? 1 : to - last;
  let x = 0;
  let xx = 0;
  let y = 0;
  let xy = 0;
  for (let bin = first; bin <= last; bin++) {
    const share = bin === first ? firstShare : bin === last ? lastShare : 1;
    const place = share * bin;
    const level = share * levels[bin];
    x += place;
    xx += place * place;
    y += level;
    xy += bin * level;
  }
  const n = last - first;
  const divisor = n * xx - x * x;
  return n < 2 || divisor === 0 ? 0 : (n * xy - x * y) / divisor / binHz;
}

/** Root mean square over 0 to 5 kHz of the magnitudes' change from a frame to the next. */
export function magnitudeFlux(before: Float64Array, magnitude: Float64Array, binHz: number): number {
  const end = Math.min(magnitude.length, Math.ceil(HIGHEST_HZ / binHz));
  let sum = 0;
  for (let bin = 0; bin < end; bin++) {
    const change = magnitude[bin] - before[bin];
    sum += change * change;
  }
  return Math.sqrt(sum / end);
}
