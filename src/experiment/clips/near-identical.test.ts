import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openInProcess } from "../../../test/in-process.ts";
import type { Audio } from "../../audio/audio.ts";
import { encodeWav } from "../../audio/wav.ts";
import { lossy } from "../../augment/lossy.ts";
import { noise } from "../../augment/noise.ts";
import { createRandom } from "../../base/random.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { resample } from "../../signal/resample.ts";
import { demoClips } from "../../synth/index.ts";
import { parseExperiment } from "../config/config.ts";
import { planExperiment } from "../plan/prepare.ts";
import { gatherFacts } from "./facts.ts";
import { nearIdentical } from "./near-identical.ts";

const RATE_HZ = 16_000;

const CHANGES: Readonly<Record<string, (audio: Audio) => Audio>> = {
  quieter: ({ samples, sampleRate }) => ({ samples: samples.map((one) => -0.2 * one), sampleRate }),
  resampled: ({ samples }) => ({ samples: resample(samples, RATE_HZ, 11_025), sampleRate: 11_025 }),
  telephone: ({ samples }) => ({ samples: resample(samples, RATE_HZ, 8000), sampleRate: 8000 }),
  encoded: (audio) => lossy.apply(audio, { minKbps: 24, maxKbps: 24 }, createRandom(1)),
  trimmed: ({ samples, sampleRate }) => ({ samples: samples.slice(1237, -900), sampleRate }),
  noisy: (audio) => noise.apply(audio, { minDb: 20, maxDb: 20 }, createRandom(2)),
};

test("a recording is found again however it was changed, and takes of one sentence are not it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-near-"));
  const originals = [...demoClips({ voices: 1, takes: 2, sampleRate: RATE_HZ })].slice(0, 8);
  const clips: Clip[] = [];
  const add = async (id: string, audio: Audio): Promise<void> => {
    const path = join(folder, `${id}.wav`);
    await writeFile(path, encodeWav(audio));
    clips.push({ id, path, corpus: "csv" });
  };
  for (const [i, { audio }] of originals.entries()) await add(`a${i}`, audio);
  const planted: [string, string][] = [];
  for (const [i, [name, change]] of Object.entries(CHANGES).entries()) {
    await add(name, change(originals[i].audio));
    planted.push([`a${i}`, name]);
  }
  await add("copy", originals[7].audio);
  await writeFile(join(folder, "broken.wav"), "no sound");
  clips.push({ id: "broken", path: join(folder, "broken.wav"), corpus: "csv" });
  const { services } = openInProcess(join(folder, "cache"));
  expect(await nearIdentical(clips, await gatherFacts(clips, services), services)).toEqual(planted);

  const rows = clips.map(({ id, path }, i) => `${id},${path},${i % 2},${id in CHANGES ? "test" : "train"}\n`);
  await writeFile(join(folder, "clips.csv"), `id,path,label,split\n${rows.join("")}`);
  const text = `corpus: { path: ${folder}/clips.csv }
split: { protocol: given }
onBadFile: skip
learners: { a: { recipe: { sampleRate: 8000 }, model: { id: svm } } }
`;
  const { warnings } = await planExperiment(await parseExperiment(text, join(folder, "x.yaml")), services);
  expect(warnings).toEqual([
    expect.stringMatching(/: 6 clips trained on are the recording of a test clip .*\(a0 of quieter, .*, …\)/),
  ]);
});
