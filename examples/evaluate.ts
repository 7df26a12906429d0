/** The same learners, measured twice: with their speakers known and unknown. `npx tsx examples/evaluate.ts` */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge, scorePredictions } from "prosodia";
import { encodeWav } from "prosodia/audio";
import { measure, openServices, parseExperiment, prepare } from "prosodia/experiment";
import { demoClips } from "prosodia/synth";

const folder = await mkdtemp(join(tmpdir(), "evaluate-"));
await mkdir(join(folder, "clips"));
for (const { name, audio } of demoClips({ voices: 4, takes: 1, sampleRate: 16000 })) {
  await writeFile(join(folder, "clips", name), encodeWav(audio));
}
const experiment = `
corpus: { path: clips, reader: ravdess }
learners:
  ridge: { recipe: { features: [{ id: functionals }] }, model: { id: kernel-ridge } }
  to-speaker: { id: normalise, learner: ridge }
`;
const services = openServices({ cacheRoot: join(folder, "cache") });
for (const protocol of ["random", "speaker"]) {
  const split = { "split.protocol": protocol, "split.folds": 4 };
  const prepared = await prepare(await parseExperiment(experiment, join(folder, "x.yaml"), split), services);
  for (const { spec, predictions } of await measure(prepared, services)) {
    // what a learner answers holds no truth: the two meet here, and nowhere else
    const scores = scorePredictions(judge(predictions, prepared.truth), 1);
    const [uar] = scores.filter(({ metric }) => metric === "uar");
    const [value, low, high] = [uar.value, uar.low, uar.high].map((share) => (100 * share).toFixed(1));
    console.log(`${protocol}: ${spec.name} ${value} % [${low}, ${high}] of ${uar.n} clips`);
  }
}
await services.close();
await rm(folder, { recursive: true });
