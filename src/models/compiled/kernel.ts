/** The WebAssembly kernel of models (folder assembly): inner loops that would be slower, and slow to get warm, as scripts. */
import { ModelError } from "../../base/errors.ts";
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
  split(splits: number, from: number, to: number): number;
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
  return offers(exports, ["nearness", "scaledDistances", "addMoments", "split"]);
}

const ALIGNMENT = 64;
const PAGE = 65536;
const MOST_PAGES = 65536;

/**
 * Gives addresses of arrays, one after the other, and lets the memory grow to hold them.
 *
 * @throws ModelError for more than 4 GiB
 */
export function placeArrays({ memory }: Kernel, bytes: readonly number[]): number[] {
  let end = 0;
  const addresses = bytes.map((length) => {
    const at = end;
    end += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    return at;
  });
  if (end > MOST_PAGES * PAGE) {
    throw new ModelError(
      `the training rows take ${(end / 2 ** 30).toFixed(1)} GiB; expected at most 4: take fewer rows, or fewer numbers of each.`,
    );
  }
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}
