import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { encodeWav } from "../../audio/wav.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import { prepare } from "../plan/prepare.ts";
import { recogniserPath, saveFinals } from "./save.ts";

const RECIPE = "recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }";
const EXPERIMENT = `
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 2 }
learners:
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
  nearest: { ${RECIPE}, model: { id: knn } }
  lda: { ${RECIPE}, model: { id: lda, params: { shrinkage: auto } } }
`;

async function prepared() {
  const folder = temporaryFolder({});
  await mkdir(join(folder, "corpus"));
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 }))
    await writeFile(join(folder, "corpus", name), encodeWav(audio));
  const { services } = openInProcess(join(folder, "cache"), () => undefined);
  const experiment = await parseExperiment(EXPERIMENT, join(folder, "saved.yaml"));
  return { folder: join(folder, "run"), services, prepared: await prepare(experiment, services) };
}

test("what one file is refused for does not keep the others from being written", async () => {
  const { folder, services, prepared: clips } = await prepared();
  await mkdir(recogniserPath(folder, "ridge"), { recursive: true });
  await expect(saveFinals(clips, [], folder, services)).rejects.toThrow(
    /ridge\.onnx: the file cannot be written/,
  );
  expect((await readdir(join(folder, "recognisers"))).toSorted()).toEqual([
    "lda.onnx",
    "nearest.onnx",
    "ridge.onnx",
  ]);
}, 60_000);
