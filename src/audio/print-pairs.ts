/** Clips whose prints are alike, found by what their frames have in common: no two clips are compared for being two clips. */
import { PRINT_HOP_S } from "./print.ts";

export interface Printed {
  /** Its file: parts of one file are not compared. */
  readonly path: string;
  readonly print: Uint32Array;
}

/** Two clips that may be one recording. */
export interface AlikePair {
  /** Places among the clips. */
  readonly first: number;
  readonly second: number;
  /** How much later in the first than in the second the same sound is. */
  readonly laterSeconds: number;
}

/** Frames meet where one of these stretches of their bits is equal. */
const KEY_BITS = 22;
const KEY_SHIFTS = [0, 10] as const;

/** A key that more frames have is of a sound that many clips hold. */
const MOST_FRAMES = 256;

/** Share of the bits that differ: 0.5 by chance, up to 0.27 with noise 10 dB below the speech. */
const MOST_DIFFERENT = 0.3;

/** Frames around a meeting that are looked at first. */
const NEAR_FRAMES = 4;

/** Less speech than this in common says nothing. */
const LEAST_SHARED_S = 0.6;

/**
 * The pairs whose prints are alike over all that they share, in order. Work and memory grow with the frames, not with the pairs.
 */
export function alikePairs(clips: readonly Printed[]): AlikePair[] {
  const frames = framesOf(clips);
  const found = new Map<number, AlikePair>();
  const meet = (a: number, b: number): void => {
    const [i, j] = [frames.clip[a], frames.clip[b]];
    if (i === j || clips[i].path === clips[j].path) return;
    const [first, second, at, other] = i < j ? [i, j, a, b] : [j, i, b, a];
    const pair = first * clips.length + second;
    if (found.has(pair)) return;
    const later = at - frames.starts[first] - (other - frames.starts[second]);
    const [one, two] = [clips[first].print, clips[second].print];
    const place = at - frames.starts[first];
    if (differing(one, two, later, place - NEAR_FRAMES, place + NEAR_FRAMES + 1, 1) > MOST_DIFFERENT) return;
    const least = Math.ceil(LEAST_SHARED_S / PRINT_HOP_S);
    if (differing(one, two, later, 0, one.length, least) > MOST_DIFFERENT) return;
    found.set(pair, { first, second, laterSeconds: later * PRINT_HOP_S });
  };
  for (const shift of KEY_SHIFTS) eachMeeting(frames.bits, shift, meet);
  return [...found].toSorted(([a], [b]) => a - b).map(([, pair]) => pair);
}

interface Frames {
  /** [frame] of all clips, one after another. */
  readonly bits: Uint32Array;
  /** [frame], the clip's place. */
  readonly clip: Uint32Array;
  /** [clip], its first frame. */
  readonly starts: Uint32Array;
}

function framesOf(clips: readonly Printed[]): Frames {
  const starts = new Uint32Array(clips.length);
  let total = 0;
  clips.forEach(({ print }, i) => {
    starts[i] = total;
    total += print.length;
  });
  const bits = new Uint32Array(total);
  const clip = new Uint32Array(total);
  clips.forEach(({ print }, i) => {
    bits.set(print, starts[i]);
    clip.fill(i, starts[i], starts[i] + print.length);
  });
  return { bits, clip, starts };
}

/** Every two frames with the same key, but for keys that too many have. */
function eachMeeting(bits: Uint32Array, shift: number, meet: (a: number, b: number) => void): void {
  // key and frame in one number: sorting brings those of a key together
  const rows = 2 ** Math.ceil(Math.log2(bits.length + 1));
  const heard = bits.reduce((count, one) => count + (one === 0 ? 0 : 1), 0);
  const sorted = new Float64Array(heard);
  let n = 0;
  for (let frame = 0; frame < bits.length; frame++) {
    if (bits[frame] !== 0) sorted[n++] = keyOf(bits[frame], shift) * rows + frame;
  }
  sorted.sort();
  for (let from = 0, to = 0; from < n; from = to) {
    const key = Math.floor(sorted[from] / rows);
    while (to < n && Math.floor(sorted[to] / rows) === key) to++;
    if (to - from > MOST_FRAMES) continue;
    for (let i = from + 1; i < to; i++) {
      for (let j = from; j < i; j++) meet(sorted[i] % rows, sorted[j] % rows);
    }
  }
}

function keyOf(bits: number, shift: number): number {
  return (bits >>> shift) & (2 ** KEY_BITS - 1);
}

/** Share of the bits that differ where both speak; 1 if that is in fewer frames than `least`. */
function differing(
  a: Uint32Array,
  b: Uint32Array,
  later: number,
  from: number,
  to: number,
  least: number,
): number {
  const end = Math.min(to, a.length, b.length + later);
  let [shared, different] = [0, 0];
  for (let i = Math.max(from, later, 0); i < end; i++) {
    const [one, other] = [a[i], b[i - later]];
    if (one === 0 || other === 0) continue;
    shared++;
    different += ones(one ^ other);
  }
  return shared < least ? 1 : different / (32 * shared);
}

/** How many bits are set. */
function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
