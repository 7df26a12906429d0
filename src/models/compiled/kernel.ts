/** The WebAssembly kernel of models (folder assembly): inner loops that would be slower, and slow to get warm, as scripts. */
import { compileKernel, offers } from "../../base/webassembly.ts";
import { KERNEL_BASE64 } from "./bytes.ts";

/** Functions of assembly/index.ts; addresses are in bytes. */
export interface Kernel extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  nearness(rows: number, nRows: number, cols: number, centre: number, scale: number, out: number): void;
  scaledDistances(
    rows: number,
    nRows: number,
    cols: number,
    centre: number,
    scale: number,
    out: number,
  ): void;
  addMoments(
    rows: number,
    cols: number,
    members: number,
    shares: number,
    count: number,
    sums: number,
    squareSums: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** A new instance, with a memory of its own. */
export function instantiateKernel(): Kernel {
  compiled ??= compileKernel(KERNEL_BASE64);
  const { exports } = new WebAssembly.Instance(compiled);
  if (!isKernel(exports)) throw new TypeError("kernel: bytes.ts is not compiled from the folder assembly");
  return exports;
}

function isKernel(exports: WebAssembly.Exports): exports is Kernel {
  return offers(exports, ["nearness", "scaledDistances", "addMoments"]);
}

const ALIGNMENT = 64;
const PAGE = 65536;

/** Gives addresses of arrays, one after the other, and lets the memory grow to hold them. */
export function placeArrays({ memory }: Kernel, bytes: readonly number[]): number[] {
  let end = 0;
  const addresses = bytes.map((length) => {
    const at = end;
    end += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    return at;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}
