/**
 * The WebAssembly kernel (folder assembly): the inner loops of spectra, bands, cepstra, prediction, wavelets and resampling on
 * vectors of four float32 or two float64 numbers.
 */
import { compileKernel, offers } from "../../base/webassembly.ts";
import { memo } from "../memo.ts";
import { KERNEL_BASE64 } from "./bytes.ts";

/** Functions of assembly/index.ts; addresses are in bytes. */
export interface Kernel extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  powerSpectra(frames: number, nBlocks: number, rows: number): void;
  windowedSpectra(frames: number, nBlocks: number, rows: number, low: number, spectra: number): void;
  voiceFrames(
    frames: number,
    nBlocks: number,
    rows: number,
    folding: number,
    lags: number,
    scale: number,
    sums: number,
  ): void;
  autocorrelations(frames: number, nBlocks: number, folding: number, output: number): void;
  bandEnds(
    frames: number,
    nBlocks: number,
    bands: number,
    nBands: number,
    scratch: number,
    valleys: number,
    peaks: number,
  ): void;
  bandEnergies(frames: number, nBlocks: number, bank: number, bands: number, rowBytes: number): void;
  bandMagnitudes(frames: number, nBlocks: number, bank: number, bands: number, rowBytes: number): void;
  powerToDb(values: number, nVectors: number, amin: number, refDb: number, floorDb: number): void;
  maximum(values: number, nVectors: number): number;
  levelOut(
    energies: number,
    loudest: number,
    nVectors: number,
    share: number,
    eps: number,
    exponent: number,
    output: number,
  ): void;
  rootAbove(values: number, nVectors: number, bias: number): void;
  sumOfLogs(values: number, nVectors: number): number;
  product(
    weights: number,
    nRows: number,
    nInputs: number,
    input: number,
    output: number,
    rowBytes: number,
  ): void;
  dwt(
    samples: number,
    filters: number,
    nTaps: number,
    nOutputs: number,
    approximation: number,
    detail: number,
  ): void;
  burg(forward: number, backward: number, nSamples: number, order: number, reflections: number): void;
  filterFrames(
    frames: number,
    nBlocks: number,
    response: number,
    first: number,
    step: number,
    count: number,
    output: number,
  ): void;
  correlate(values: number, weights: number, nWeights: number, nVectors: number, output: number): void;
  polyphase(
    values: number,
    nRows: number,
    rowBytes: number,
    first: number,
    weights: number,
    nWeights: number,
    nGroups: number,
    output: number,
  ): void;
}

/** The kernel of this thread, compiled when it is first asked for. */
export const kernel = memo((): Kernel => {
  const { exports } = new WebAssembly.Instance(compileKernel(KERNEL_BASE64));
  if (!isKernel(exports)) throw new TypeError("kernel: bytes.ts is not compiled from the folder assembly");
  return exports;
});

function isKernel(exports: WebAssembly.Exports): exports is Kernel {
  return offers(exports, [
    "powerSpectra",
    "windowedSpectra",
    "voiceFrames",
    "autocorrelations",
    "bandEnds",
    "bandEnergies",
    "bandMagnitudes",
    "powerToDb",
    "maximum",
    "levelOut",
    "rootAbove",
    "sumOfLogs",
    "product",
    "dwt",
    "burg",
    "filterFrames",
    "correlate",
    "polyphase",
  ]);
}

const BYTES = { f32: 4, f64: 8, u32: 4 } as const;
export type Precision = "f32" | "f64";

/** Bytes of one vector. */
export const VECTOR = 16;
const CACHE_LINE = 64;
const PAGE = 65536;

/** Arrays in the kernel's memory, one after the other. The memory grows to the largest arena and is used again. */
export interface Arena {
  /** The address of an array of `length` numbers; its values are whatever was there. */
  reserve(type: keyof typeof BYTES, length: number): number;
  /** The address of a copy of `values`, converted to `type`. */
  put(type: keyof typeof BYTES, values: ArrayLike<number>): number;
}

/**
 * An empty arena. There is one at a time: opening the next one gives the addresses of the last away, so that results
 * are copied out before anything else can run.
 */
export function openArena(): Arena {
  const { memory } = kernel();
  let end = 0;
  const reserve: Arena["reserve"] = (type, length) => {
    const at = end;
    end += Math.ceil((length * BYTES[type]) / CACHE_LINE) * CACHE_LINE;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return at;
  };
  return {
    reserve,
    put(type, values) {
      const at = reserve(type, values.length);
      const { buffer } = memory;
      if (type === "f32") new Float32Array(buffer, at, values.length).set(values);
      else if (type === "f64") new Float64Array(buffer, at, values.length).set(values);
      else new Uint32Array(buffer, at, values.length).set(values);
      return at;
    },
  };
}

/** The float32 array at an address, valid until something else is reserved. */
export function floatsAt(address: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(kernel().memory.buffer, address, length);
}

/** The float64 array at an address, valid until something else is reserved. */
export function doublesAt(address: number, length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(kernel().memory.buffer, address, length);
}
