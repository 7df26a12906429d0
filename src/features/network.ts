import type { SessionOptions } from "../engine/onnx/session.ts";

/**
 * Frozen networks behind features. A feature is arithmetic that is written here; some then show what they computed to a network
 * whose weights are in a file. Files are known by their SHA-256, wherever they lie.
 */
export interface NumbersOfShape {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface OpenNetwork {
  /** What each of these outputs gives of this input. */
  run(
    input: string,
    numbers: NumbersOfShape,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, NumbersOfShape>>>;
}

/** Opens the bytes of a network whose operators were looked at. */
export type OpenNetworkBytes = (
  bytes: Uint8Array<ArrayBuffer>,
  options: SessionOptions,
) => Promise<OpenNetwork & { release(): Promise<void> }>;

/** Networks of one place: each is opened when it is first needed, and stays open. */
export interface Networks {
  /** @throws ModelError if the file is not at hand, is another, or could do more than arithmetic */
  open(sha256: string): Promise<OpenNetwork>;
  release(): Promise<void>;
}

/** A file of a network, as it was read. */
export interface NetworkFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the file preprocessor_config.json beside it says; null where there is none. */
  readonly preprocessor: unknown;
  /** Who runs it; this process if absent. */
  readonly open?: OpenNetworkBytes;
}
