/** What a training is given beside its data and options, and what it gives back. */

export interface EpochReport {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** Share of training rows predicted right during the epoch. */
  readonly accuracy: number;
  readonly learningRate: number;
}

export interface TrainingContext {
  readonly seed: number;
  /** Threads of the native kernels; 0 or absent leaves the choice to onnxruntime. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  onEpoch?(report: EpochReport): void;
}

export interface TrainedNetwork {
  /** ONNX bytes: `features` -> `probabilities`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly history: readonly EpochReport[];
}
