/** A cache whose files were all damaged changes nothing: whatever cannot be trusted is computed again. */
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { sha256 } from "../../base/digest.ts";
import { createRandom } from "../../base/random.ts";
import { judge } from "../../dataset/judge.ts";
import { formatPredictions } from "../../dataset/predictions-csv.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import { measure } from "../fit/measure.ts";
import { saveFinals } from "../folder/save.ts";
import { prepare } from "../plan/prepare.ts";

const RECIPE = "recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }";
const EXPERIMENT = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 2 }
learners:
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
  mlp: { ${RECIPE}, model: { id: mlp, params: { hidden: [8], epochs: 3 } } }
`;

test("flipped bits and half files anywhere in the cache: the same predictions, recognisers and weights", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-damaged-"));
  await mkdir(join(folder, "corpus"));
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(folder, "corpus", name), encodeWav(audio));
  }
  const experiment = await parseExperiment(EXPERIMENT, join(folder, "damaged.yaml"));

  /** Everything that a run gives, as text. */
  async function run(): Promise<{ results: string[]; done: number }> {
    const { services, done } = openInProcess(join(folder, "cache"), () => undefined);
    const prepared = await prepare(experiment, services);
    const measured = await measure(prepared, services);
    const out = join(folder, "run");
    await saveFinals(prepared, [], out, services);
    const files = (await readdir(join(out, "recognisers"))).toSorted();
    const digests = files.map(async (name) => {
      return `${name} ${await sha256(Uint8Array.from(await readFile(join(out, "recognisers", name))))}`;
    });
    return {
      results: [
        ...measured.map(({ predictions }) => formatPredictions(judge(predictions, prepared.truth))),
        ...(await Promise.all(digests)),
      ],
      done: done.length,
    };
  }

  const first = await run();
  expect(first.results.filter((one) => /^(ridge|mlp)\.(onnx|weights) /.test(one))).toHaveLength(3);
  expect(await run()).toEqual({ ...first, done: 0 });
  const random = createRandom(7);
  for (const half of [false, true]) {
    const entries = await readdir(join(folder, "cache"), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
      await writeFile(path, half ? bytes.subarray(0, bytes.length >> 1) : bytes);
    }
    expect(await run()).toEqual(first);
  }
}, 120_000);
