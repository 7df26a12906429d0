/** Memory and tables of the Hilbert-Huang kernel, for signals of up to a length. They are used again. */
import { counted } from "../../base/counted.ts";
import { AudioError } from "../../base/errors.ts";
import { nextPowerOfTwo } from "../bluestein.ts";
import { type HhtKernel, instantiateHht } from "./kernel.ts";

/** 2^23 samples: 2.9 minutes at 48 kHz, for which a workspace takes 1.4 GB. */
const MAX_SAMPLES = 2 ** 23;

/** Workspaces of up to 2^20 samples (22 s at 48 kHz, 180 MB) are kept, one of each size. */
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
  /** Two modes: the Hilbert transform is one of two series at a time. */
  readonly modes: readonly [number, number];
  readonly residual: number;
  /** Record of assembly/hht/sift.ts. */
  readonly sifter: number;
  /** Record: sum of absolute values, energy. */
  readonly sums: number;
  /** Record of assembly/hht/hilbert.ts. */
  readonly hilbertPlan: number;
  /** The imaginary parts of two analytic signals. */
  readonly quadratures: readonly [number, number];
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
  const length = nextPowerOfTwo(Math.max(SHORTEST, nSamples));
  const own = idle.get(length) ?? createWorkspace(length);
  idle.delete(length);
  try {
    return run(own.workspace);
  } finally {
    own.clear();
    if (length <= KEPT_SAMPLES) idle.set(length, own);
  }
}

/** @param length - R: the Hilbert transform is one of 2R complex values */
function createWorkspace(length: number): { workspace: Workspace; clear: () => void } {
  const kernel = instantiateHht();
  let end = Math.ceil(kernel.heapBase() / ALIGNMENT) * ALIGNMENT;
  const reserve = (count: number): number => {
    const at = end;
    end += Math.ceil((count * BYTES) / ALIGNMENT) * ALIGNMENT;
    const missing = end - kernel.memory.buffer.byteLength;
    if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
    return at;
  };
  const doubles = (address: number, count: number) => new Float64Array(kernel.memory.buffer, address, count);
  const record = (fields: readonly number[]): number => {
    const at = reserve(Math.ceil(fields.length / 2));
    new Uint32Array(kernel.memory.buffer, at, fields.length).set(fields);
    return at;
  };
  const samples = () => reserve(length + ROOM);
  const knots = () => reserve(length / 2 + MIRRORED + ROOM);

  const quadratures = [samples(), samples()] as const;
  const power = samples();
  const signal = samples();
  const sum = samples();
  const modes = [samples(), samples()] as const;
  const residual = samples();
  const frequency = samples();
  const track = record([0, 0, 0, 0, 0, 0]);
  const envelope = () => record([knots(), knots(), 0, 0]);
  const extrema = () => record([envelope(), envelope(), 0, 0, 0]);
  const pieces = record([0, 0, 0, 0, 0, 0]);
  const sums = reserve(3);
  const sifter = record([extrema(), extrema(), pieces, knots(), knots(), knots(), sums]);
  const [values, turns, spectrum] = [4, 0.5, 2].map((each) => reserve(each * length));
  const twiddles = reserve(twiddleCount(length / 4));
  const hilbertPlan = record([length, values, twiddles, turns, spectrum]);
  fillTurns(length, doubles(turns, length / 2));
  fillTwiddles(length / 4, doubles(twiddles, twiddleCount(length / 4)));
  const permanent = end;
  const workspace: Workspace = {
    kernel,
    signal,
    sum,
    modes,
    residual,
    sifter,
    sums,
    hilbertPlan,
    quadratures,
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

function twiddleCount(length: number): number {
  let count = 0;
  for (let size = length; size >= 8; size = Math.floor(size / 4)) count += (size / 4) * 6;
  return count;
}

/** The turns of assembly/hht/hilbert.ts. */
function fillTurns(length: number, turns: Float64Array): void {
  for (let p = 0; p < length / 4; p++) {
    turns[2 * p] = Math.cos((Math.PI * p) / length);
    turns[2 * p + 1] = -Math.sin((Math.PI * p) / length);
  }
}

/** The twiddles of assembly/hht/fft.ts. */
function fillTwiddles(length: number, twiddles: Float64Array): void {
  let at = 0;
  for (let size = length; size >= 8; size = Math.floor(size / 4)) {
    for (let p = 0; p < size / 4; p++) {
      for (let power = 1; power <= 3; power++, at += 2) {
        twiddles[at] = Math.cos((2 * Math.PI * p * power) / size);
        twiddles[at + 1] = -Math.sin((2 * Math.PI * p * power) / size);
      }
    }
  }
}
