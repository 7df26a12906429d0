/** Clips of 6 to 12 frames in three stages, which are their label's; the same as in tools/golden/classical_models.py. */
import { createDataset, type Dataset } from "../src/dataset/dataset.ts";
import { hashUniform } from "./hashed-clusters.ts";

const FRAMES = 12;
const WIDTH = 3;

/** Clips `from` to `to` of three labels, padded to 12 frames with what no clip holds. */
export function stagedClips(from: number, to: number): Dataset & { frames: Int32Array<ArrayBuffer> } {
  const rows = to - from;
  const x = new Float32Array(rows * WIDTH * FRAMES).fill(9);
  const frames = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const i = from + row;
    frames[row] = 6 + Math.floor(7 * hashUniform(i, 6000));
    for (let t = 0; t < frames[row]; t++) {
      const stage = Math.floor((3 * t) / frames[row]);
      for (let j = 0; j < WIDTH; j++) {
        x[(row * WIDTH + j) * FRAMES + t] =
          hashUniform(100 * i + t, 6100 + j) + 0.7 * hashUniform(7000 + 10 * (i % 3) + stage, j);
      }
    }
  }
  const data = createDataset({
    clipIds: Array.from(frames, (_, row) => `clip${from + row}`),
    shape: [WIDTH, FRAMES],
    x,
    labels: ["a", "b", "c"],
    y: Int32Array.from(frames, (_, row) => (from + row) % 3),
  });
  return { ...data, frames };
}
