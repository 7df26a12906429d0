/** The WebAssembly kernel of the Hilbert-Huang transform (folder kernel/assembly/hht), one instance per workspace. */
import { compileKernel, offers } from "../../base/webassembly.ts";
import { KERNEL_BASE64 } from "../kernel/hht-bytes.ts";
import { memo } from "../memo.ts";

/** Functions of assembly/hht/index.ts; addresses are in bytes. */
export interface HhtKernel extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  /** The first address that is free. */
  heapBase(): number;
  hasModes(sifter: number, samples: number, nSamples: number): number;
  sift(
    sifter: number,
    samples: number,
    mode: number,
    nSamples: number,
    sdThreshold: number,
    maxSteps: number,
  ): number;
  remove(
    sifter: number,
    signal: number,
    sum: number,
    mode: number,
    residual: number,
    nSamples: number,
  ): number;
  prepareHilbert(plan: number, kernel: number): void;
  hilbert(
    plan: number,
    first: number,
    second: number,
    nSamples: number,
    firstOut: number,
    secondOut: number,
  ): void;
  follow(track: number, to: number, power: number, frequency: number, shift: number): void;
  addToBins(
    value: number,
    frequency: number,
    nSamples: number,
    hopSamples: number,
    sampleRate: number,
    edges: number,
    nBins: number,
    out: number,
  ): void;
}

const compiled = memo(() => compileKernel(KERNEL_BASE64));

/** A new instance, with a memory of its own. */
export function instantiateHht(): HhtKernel {
  const { exports } = new WebAssembly.Instance(compiled());
  if (!isHhtKernel(exports)) {
    throw new TypeError("kernel: hht-bytes.ts is not compiled from the folder assembly/hht");
  }
  return exports;
}

function isHhtKernel(exports: WebAssembly.Exports): exports is HhtKernel {
  return offers(exports, [
    "heapBase",
    "hasModes",
    "sift",
    "remove",
    "prepareHilbert",
    "hilbert",
    "follow",
    "addToBins",
  ]);
}
