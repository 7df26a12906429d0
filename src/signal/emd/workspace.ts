/** Memory and tables of the Hilbert-Huang kernel, for signals of up to a length. They are used again. */
import { counted } from "../../base/counted.ts";
import { AudioError } from "../../base/errors.ts";
import { nextPowerOfTwo } from "../bluestein.ts";
import { type HhtKernel, instantiateHht } from "./kernel.ts";

/** 2^23 samples: 2.9 minutes at 48 kHz, for which a workspace takes 1.1 GB. */
const MAX_SAMPLES = 2 ** 23;

/** Workspaces of up to 2^20 samples (22 s at 48 kHz, 140 MB) are kept, one of each size. */
const KEPT_SAMPLES = 2 ** 20;

/** Extrema beyond both ends of a signal: see assembly/hht/mirror.ts. */
const MIRRORED = 2 + 65;

/** Numbers of room behind an array, which the kernel's vectors may write. */
const ROOM = 8;

/** The kernel's shortest transform. */
const SHORTEST = 16;

const BYTES = 8;
const ALIGNMENT = 64;
const PAGE = 65536;

/** Arrays of the kernel by their addresses, [sample] where nothing else is said. */
export interface Workspace {
  readonly kernel: HhtKernel;
  readonly signal: number;
  /** Of all modes so far. */
  readonly sum: number;
  readonly mode: number;
  readonly residual: number;
  /** Record of assembly/hht/sift.ts. */
  readonly sifter: number;
  /** Record: sum of absolute values, energy. */
  readonly sums: number;
  /** Record of assembly/hht/hilbert.ts. */
  readonly hilbertPlan: number;
  /** The imaginary part of the analytic signal. */
  readonly quadrature: number;
  /** Squared amplitude. */
  readonly power: number;
  /** Cycles per sample. */
  readonly frequency: number;
  /** Record of assembly/hht/track.ts. */
  readonly track: number;
  /** The length that the Hilbert transform's kernel is for. */
  hilbertLength: number;
  /** The numbers at an address. */
  doubles(address: number, length: number): Float64Array<ArrayBuffer>;
  /** The address of a further array, which stands until the workspace is given back. */
  reserve(length: number): number;
}

/**
 * Checks the length of a signal before anything as long is made.
 *
 * @throws AudioError for no sample, or more than 2^23
 */
export function checkLength(nSamples: number): void {
  if (nSamples >= 1 && nSamples <= MAX_SAMPLES) return;
  throw new AudioError(
    `the audio has ${counted(nSamples, "sample")}; expected 1 to ${MAX_SAMPLES} for a Hilbert-Huang transform.`,
    nSamples < 1 ? "Leave the empty clip out." : "Cut the clip or resample it to a lower rate.",
  );
}

/** [R]: workspaces that nobody uses. */
const idle = new Map<number, { workspace: Workspace; clear: () => void }>();

/**
 * Runs something with a workspace for that many samples; a run within a run gets another one.
 *
 * @throws AudioError as checkLength
 */
export function withWorkspace<T>(nSamples: number, run: (workspace: Workspace) => T): T {
  checkLength(nSamples);
  const half = nextPowerOfTwo(Math.max(SHORTEST, Math.ceil(nSamples / 2)));
  const own = idle.get(half) ?? createWorkspace(half);
  idle.delete(half);
  try {
    return run(own.workspace);
  } finally {
    own.clear();
    if (2 * half <= KEPT_SAMPLES) idle.set(half, own);
  }
}

/** @param half - R: the Hilbert transform is one of 4R samples */
function createWorkspace(half: number): { workspace: Workspace; clear: () => void } {
  const kernel = instantiateHht();
  let end = Math.ceil(kernel.heapBase() / ALIGNMENT) * ALIGNMENT;
  const reserve = (length: number): number => {
    const at = end;
    end += Math.ceil((length * BYTES) / ALIGNMENT) * ALIGNMENT;
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
    return at;
  };
  const doubles = (address: number, length: number) =>
    new Float64Array(kernel.memory.buffer, address, length);
  const record = (fields: readonly number[]): number => {
    const at = reserve(Math.ceil(fields.length / 2));
    new Uint32Array(kernel.memory.buffer, at, fields.length).set(fields);
    return at;
  };
  const samples = () => reserve(2 * half + ROOM);
  const knots = () => reserve(half + MIRRORED + ROOM);

  const quadrature = samples();
  const power = samples();
  const signal = samples();
  const sum = samples();
  const mode = samples();
  const residual = samples();
  const frequency = samples();
  const track = record([0, 0, 0, 0, 0, 0]);
  const envelope = () => record([knots(), knots(), 0, 0]);
  const extrema = () => record([envelope(), envelope(), 0, 0, 0]);
  const pieces = record([0, 0, 0, 0, 0, 0]);
  const sums = reserve(3);
  const sifter = record([extrema(), extrema(), pieces, knots(), knots(), knots(), sums]);
  const [values, turns, halfTurns, spectrum] = [4, 2, 4, 2].map((each) => reserve(each * half));
  const twiddles = reserve(twiddleCount(half));
  const hilbertPlan = record([half, values, twiddles, turns, halfTurns, spectrum]);
  fillTables(
    half,
    doubles(turns, 2 * half),
    doubles(halfTurns, 4 * half),
    doubles(twiddles, twiddleCount(half)),
  );
  const permanent = end;
  const workspace: Workspace = {
    kernel,
    signal,
    sum,
    mode,
    residual,
    sifter,
    sums,
    hilbertPlan,
    quadrature,
    power,
    frequency,
    track,
    hilbertLength: 0,
    doubles,
    reserve,
  };
  return {
    workspace,
    clear: () => {
      end = permanent;
    },
  };
}

function twiddleCount(half: number): number {
  let count = 0;
  for (let size = half; size >= 8; size = Math.floor(size / 4)) count += (size / 4) * 6;
  return count;
}

/** The tables of assembly/hht/fft.ts and hilbert.ts. */
function fillTables(
  half: number,
  turns: Float64Array,
  halfTurns: Float64Array,
  twiddles: Float64Array,
): void {
  const period = 2 * half;
  for (let j = 0; j < half; j++) {
    turns[2 * j] = Math.cos((2 * Math.PI * j) / period);
    turns[2 * j + 1] = -Math.sin((2 * Math.PI * j) / period);
  }
  let at = 0;
  for (let size = half; size >= 8; size = Math.floor(size / 4)) {
    for (let p = 0; p < size / 4; p++) {
      for (let power = 1; power <= 3; power++, at += 2) {
        // beyond half a turn: the negative of what lies half a turn before
        const j = (p * power * period) / size;
        const sign = j < half ? 1 : -1;
        twiddles[at] = sign * turns[2 * (j % half)];
        twiddles[at + 1] = sign * turns[2 * (j % half) + 1];
      }
    }
  }
  const re = Math.cos(Math.PI / period);
  const im = -Math.sin(Math.PI / period);
  for (let q = 0; q < half; q++) {
    const place = 4 * placeOf(q, half);
    halfTurns[place] = turns[2 * q];
    halfTurns[place + 1] = turns[2 * q + 1];
    halfTurns[place + 2] = turns[2 * q] * re - turns[2 * q + 1] * im;
    halfTurns[place + 3] = turns[2 * q] * im + turns[2 * q + 1] * re;
  }
}

/** Each radix-4 pass sends bins 4k + q to the quarter q; two or four that are left lie in order. */
function placeOf(bin: number, size: number): number {
  let place = 0;
  for (; size > 4; size /= 4, bin = Math.floor(bin / 4)) place += (bin % 4) * (size / 4);
  return place + bin;
}
