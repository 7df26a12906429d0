/**
 * The two ADPCM codes of WAV files: 4 bits a sample, in blocks that start with the decoder's state.
 *
 * @see IMA 1992, Recommended practices for enhancing digital audio compatibility; Microsoft 1994, New multimedia data
 *   types and data techniques, "Microsoft ADPCM"
 */

export interface AdpcmLayout {
  readonly kind: "ima adpcm" | "ms adpcm";
  readonly channels: number;
  readonly blockBytes: number;
  /** Microsoft: pairs of factors that predict a sample from the two before it. */
  readonly coefficients: readonly (readonly [number, number])[];
}

/** Samples per channel of a block of so many bytes: the last one of a file may be shorter. */
export function adpcmBlockSamples({ kind, channels }: AdpcmLayout, bytes: number): number {
  if (kind === "ima adpcm") {
    // four bytes of state, whose first two are a sample, then groups of eight samples
    return bytes < 4 * channels ? 0 : 1 + 8 * Math.floor((bytes - 4 * channels) / (4 * channels));
  }
  // seven bytes of state, with two samples
  return bytes < 7 * channels ? 0 : 2 + Math.floor((2 * (bytes - 7 * channels)) / channels);
}

/** Decodes the block at byte `at` into one array per channel, as long as the block's samples. */
export function decodeAdpcmBlock(
  layout: AdpcmLayout,
  view: DataView,
  at: number,
  out: readonly Float32Array[],
): void {
  if (layout.kind === "ima adpcm") {
    for (let channel = 0; channel < layout.channels; channel++) {
      decodeIma(view, at, channel, layout.channels, out[channel]);
    }
  } else {
    decodeMicrosoft(layout, view, at, out);
  }
}

const IMA_INDEX_STEPS = [-1, -1, -1, -1, 2, 4, 6, 8];

const IMA_STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
  107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724,
  796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026,
  4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500,
  20350, 22385, 24623, 27086, 29794, 32767,
];

function decodeIma(view: DataView, at: number, channel: number, channels: number, out: Float32Array): void {
  let sample = view.getInt16(at + 4 * channel, true);
  let index = Math.min(88, view.getUint8(at + 4 * channel + 2));
  out[0] = sample / 0x8000;
  for (let i = 1; i < out.length; i++) {
    const group = (i - 1) >> 3;
    const within = (i - 1) & 7;
    const byte = view.getUint8(at + 4 * channels * (1 + group) + 4 * channel + (within >> 1));
    const code = within & 1 ? byte >>> 4 : byte & 15;
    const step = IMA_STEPS[index];
    let difference = step >> 3;
    if (code & 1) difference += step >> 2;
    if (code & 2) difference += step >> 1;
    if (code & 4) difference += step;
    sample = clamp16(code & 8 ? sample - difference : sample + difference);
    index = Math.max(0, Math.min(88, index + IMA_INDEX_STEPS[code & 7]));
    out[i] = sample / 0x8000;
  }
}

const MICROSOFT_ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];

function decodeMicrosoft(
  { channels, coefficients }: AdpcmLayout,
  view: DataView,
  at: number,
  out: readonly Float32Array[],
): void {
  for (let channel = 0; channel < channels; channel++) {
    const samples = out[channel];
    const [first, second] = coefficients[view.getUint8(at + channel)] ?? [0, 0];
    let delta = view.getInt16(at + channels + 2 * channel, true);
    let last = view.getInt16(at + 3 * channels + 2 * channel, true);
    let beforeLast = view.getInt16(at + 5 * channels + 2 * channel, true);
    samples[0] = beforeLast / 0x8000;
    samples[1] = last / 0x8000;
    for (let i = 2; i < samples.length; i++) {
      // the codes of the channels take turns, the higher half of a byte first
      const turn = (i - 2) * channels + channel;
      const byte = view.getUint8(at + 7 * channels + (turn >> 1));
      const code = turn & 1 ? byte & 15 : byte >>> 4;
      const predicted = (last * first + beforeLast * second) >> 8;
      beforeLast = last;
      last = clamp16(predicted + (code & 8 ? code - 16 : code) * delta);
      delta = Math.max(16, (MICROSOFT_ADAPTATION[code] * delta) >> 8);
      samples[i] = last / 0x8000;
    }
  }
}

function clamp16(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, value));
}
