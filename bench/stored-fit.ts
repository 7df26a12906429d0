/** Memory and processor time of a network's fit on images, whose rows are held up to 512 MB and lie in a file above. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fitJob } from "../src/experiment/jobs/fit.ts";
import { openCache } from "../src/experiment/rows/cache.ts";

/** [coefficient, frame] */
const SHAPE = [40, 300];
/** Rows are these again and again: what they are read from is no part of what is measured. */
const CLIPS = 500;
const LABELS = 8;

/** One size in a process: the peak is the process's. */
export async function benchStoredFit(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string", default: "20000" },
      epochs: { type: "string", default: "2" },
      folder: { type: "string", default: tmpdir() },
    },
  });
  const rows = Number(values.rows);
  const cache = openCache(await mkdtemp(join(values.folder, "prosodia-stored-fit-")));
  try {
    for (let clip = 0; clip < CLIPS; clip++) {
      const data = Float32Array.from(
        { length: SHAPE[0] * SHAPE[1] },
        (_, i) => Math.sin(0.37 * i * (1 + (clip % LABELS))) + Math.cos(0.11 * i * clip),
      );
      await cache.writeFeature(keyOf(clip), { axes: ["coefficient", "frame"], shape: SHAPE, data });
    }
    const before = process.cpuUsage();
    await fitJob.execute(
      {
        ...{ frames: null, normalised: null, steps: [{ id: "standardise", params: {} }] },
        model: { id: "mlp", params: { hidden: [32], epochs: Number(values.epochs) } },
        labels: Array.from({ length: LABELS }, (_, label) => `label${label}`),
        train: Array.from({ length: rows }, (_, row) => ({
          ...{ clipId: `c${row}`, copy: 0, y: row % LABELS, from: [keyOf(row % CLIPS)] },
        })),
        ...{ asked: [], known: [], seed: 1, threads: 1, keep: false },
      },
      { cache, key: "fit", signal: new AbortController().signal, tell: () => undefined },
    );
    const { user, system } = process.cpuUsage(before);
    const peakKb = process.resourceUsage().maxRSS;
    const megabytes = (4 * rows * SHAPE[0] * SHAPE[1]) / 1e6;
    console.log(
      `${rows} rows of ${SHAPE.join(" by ")}, ${megabytes.toFixed(0)} MB: ${((user + system) / 1e3 / rows).toFixed(2)} ms of a processor a row, ` +
        `peak ${(peakKb / 1e3).toFixed(0)} MB`,
    );
  } finally {
    await rm(cache.root, { recursive: true, force: true });
  }
}

const keyOf = (clip: number): string => `ab${clip}`;
