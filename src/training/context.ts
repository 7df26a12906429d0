/** What a training is given beside its data and options, and what it gives back. */
import type { NamedWeights, WarmStart } from "./warm-start.ts";

export interface EpochReport {
  /** From 1, through all stages. */
  readonly epoch: number;
  /** Of all stages, as planned: fewer once a stage ended early. */
  readonly epochs: number;
  /** From 1. */
  readonly stage: number;
  readonly loss: number;
  /** Share of training rows predicted right during the epoch; of pairs, where a network learns from those. */
  readonly accuracy: number;
  /** Of the epoch's last step. */
  readonly learningRate: number;
  readonly batchSize: number;
  /** Mean loss of the validation side, without smoothing or label weights; where there is one. */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

/**
 * Where a training keeps its checkpoint. Whoever owns the store removes the checkpoint once the result of the
 * training is safe.
 */
export interface CheckpointStore {
  /** The last checkpoint, or undefined if there is none. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Replaces it; whole or not at all. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

export interface TrainingContext {
  readonly seed: number;
  /** Threads of the native kernels; 0 or absent leaves the choice to onnxruntime. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** [row]: rows of one group stay on one side when a validation side is drawn. By default a clip is a group. */
  readonly groups?: readonly string[];
  /** Weights to start from instead of random ones. */
  readonly warmStart?: WarmStart;
  /** A training that finds its own checkpoint goes on from it, to the same weights bit by bit. */
  readonly checkpoint?: CheckpointStore;
  /** Least time between checkpoints, 20 by default; longer where they are costly. 0 for one whenever there is a chance. */
  readonly checkpointSeconds?: number;
  /** Epochs that are really trained: those of a checkpoint are not told again. */
  onEpoch?(report: EpochReport): void;
  /** Something that a person should know although the training goes on. */
  onWarning?(message: string): void;
}

export interface TrainedNetwork {
  /** ONNX bytes: `features` -> `probabilities`. */
  readonly onnx: Uint8Array<ArrayBuffer>;
  readonly history: readonly EpochReport[];
  /** Parameters and statistics that the network was exported with: another training can start from them. */
  readonly weights: NamedWeights;
  /** Clips of the validation sides, by which epochs were chosen: for the leak audit. */
  readonly validatedOn: readonly string[];
}
