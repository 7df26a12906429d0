/** A series: what one quantity of a clip does over the frames. Every table of descriptors is made of series. */

/** Name, unit, and how often: what is known of a series before there is audio. */
export interface SeriesInfo {
  /** As it stands in the names of descriptors: "mfcc1". */
  readonly name: string;
  /** "dB", "Hz"; null where it has none. */
  readonly unit: string | null;
}

export interface Series extends SeriesInfo {
  /** [frame], finite. */
  readonly values: Float64Array;
  /** Frames per second; null where frames are no places in time. */
  readonly frameRateHz: number | null;
  /** [frame], 1 for frames that count, such as voiced ones, else 0; absent: all count. Not to be changed. */
  readonly mask?: Uint8Array;
}

/** 1 becomes 0 and 0 becomes 1: unvoiced of voiced. */
export function invertMask(mask: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(mask, (kept) => 1 - kept);
}
