/** Power to decibels. */

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
 * Turns powers into 10 log10(power / ref) dB, in place, and returns the same array.
 *
 * @see librosa.power_to_db (0.11)
 */
export function powerToDb<T extends Float32Array | Float64Array>(
  values: T,
  settings: DecibelSettings = DECIBEL_DEFAULTS,
): T {
  const { ref, amin, topDb } = settings;
  const refDb = 10 * Math.log10(Math.max(amin, ref));
  let highest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const db = 10 * Math.log10(Math.max(amin, values[i])) - refDb;
    values[i] = db;
    if (db > highest) highest = db;
  }
  if (topDb !== null) {
    const floor = highest - topDb;
    for (let i = 0; i < values.length; i++) if (values[i] < floor) values[i] = floor;
  }
  return values;
}
