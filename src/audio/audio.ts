/** Mono audio, the one form in which sound travels through Prosodia. */
export interface Audio {
  /** [sample], nominally in [-1, 1]; always finite. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Hz. */
  readonly sampleRate: number;
}
