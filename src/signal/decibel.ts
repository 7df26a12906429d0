/** Power to decibels. */
import { floatsAt, kernel, openArena, VECTOR } from "./kernel/kernel.ts";

export interface DecibelSettings {
  /** The power that is 0 dB. */
  readonly ref: number;
  /** Powers below count as this one. */
  readonly amin: number;
  /** Values are raised to at least the highest one minus topDb; null = no floor. */
  readonly topDb: number | null;
}

/** librosa's defaults: 0 dB re 1, floor of -100 dB and of 80 dB below the loudest value of the whole array. */
export const DECIBEL_DEFAULTS: DecibelSettings = { ref: 1, amin: 1e-10, topDb: 80 };

/**
 * Turns powers into 10 log10(power / ref) dB, in place, and returns the same array. In float32 the values are right to
 * 1e-7 of their size, at least of 1 dB, amin counts as at least 1.2e-38, and
 * all are NaN if one power is not finite.
 *
 * @see librosa.power_to_db (0.11)
 */
export function powerToDb<T extends Float32Array | Float64Array>(
  values: T,
  settings: DecibelSettings = DECIBEL_DEFAULTS,
): T {
  if (values instanceof Float32Array) convertByKernel(values, settings);
  else convert(values, settings);
  return values;
}

function convert(values: Float64Array, { ref, amin, topDb }: DecibelSettings): void {
  const refDb = decibels(Math.max(amin, ref));
  let highest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const db = decibels(Math.max(amin, values[i])) - refDb;
    values[i] = db;
    if (db > highest) highest = db;
  }
  if (topDb !== null) {
    const floor = highest - topDb;
    for (let i = 0; i < values.length; i++) if (values[i] < floor) values[i] = floor;
  }
}

function convertByKernel(values: Float32Array, { ref, amin, topDb }: DecibelSettings): void {
  const least = Math.max(amin, SMALLEST_NORMAL);
  const refDb = decibels(Math.max(amin, ref));
  let highest = least;
  eachChunk(values, (at, nVectors) => {
    highest = Math.max(highest, kernel().maximum(at, nVectors));
  });
  if (Number.isNaN(highest)) {
    values.fill(NaN); // the kernel's logarithm is one of finite numbers
    return;
  }
  const floorDb = topDb === null ? -Infinity : decibels(highest) - refDb - topDb;
  eachChunk(values, (at, nVectors, chunk) => {
    kernel().powerToDb(at, nVectors, least, refDb, floorDb);
    chunk.set(floatsAt(at, chunk.length));
  });
}

const decibels = (power: number): number => 10 * Math.log10(power);

const SMALLEST_NORMAL = 2 ** -126;
const NUMBERS_AT_ONCE = 2 ** 16;

/** Lays the values out for the kernel, in turn; the last vector is filled up with zeros. */
function eachChunk(
  values: Float32Array,
  visit: (address: number, nVectors: number, chunk: Float32Array) => void,
): void {
  for (let from = 0; from < values.length; from += NUMBERS_AT_ONCE) {
    const chunk = values.subarray(from, from + NUMBERS_AT_ONCE);
    const nVectors = Math.ceil((chunk.length * 4) / VECTOR);
    const at = openArena().reserve("f32", nVectors * 4);
    const placed = floatsAt(at, nVectors * 4);
    placed.set(chunk);
    placed.fill(0, chunk.length);
    visit(at, nVectors, chunk);
  }
}
