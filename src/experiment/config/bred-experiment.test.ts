import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { createPredictions } from "../../dataset/predictions-table.ts";
import { breedOptions } from "../../ensemble/breed-options.ts";
import type { Member } from "../../ensemble/members.ts";
import { bredExperiment } from "./bred-experiment.ts";
import { parseExperiment } from "./config.ts";

const RIDGE = { recipe: { features: [{ id: "mfcc", overTime: {} }] }, model: { id: "kernel-ridge" } };

/** A run's experiment. */
const run = (folds: number, ...names: string[]) =>
  JSON.stringify({
    corpus: { path: "/corpus", reader: "ravdess" },
    split: { protocol: "speaker", folds },
    learners: Object.fromEntries(names.map((name) => [name, RIDGE])),
  });

function member(name: string, measured: Member["measured"]): Member {
  const predictions = createPredictions({
    source: name,
    labels: ["calm", "sad"],
    clipIds: ["a"],
    probabilities: Float32Array.of(1, 0),
  });
  return { name, kind: "learner", votesOnly: false, predictions, doubt: null, measured };
}

function runs(): { members: Member[] } {
  const folder = temporaryFolder({
    "a/experiment.json": run(5, "svm", "mlp"),
    "b/experiment.json": run(5, "svm"),
    "c/experiment.json": run(3, "ridge"),
  });
  const of = (name: string, path: string, learner: string) =>
    member(name, { run: join(folder, path), learner });
  return {
    members: [
      of("a/svm", "a", "svm"),
      of("mlp", "a", "mlp"),
      of("b/svm", "b", "svm"),
      of("ridge", "c", "ridge"),
      member("py", null),
    ],
  };
}

const OPTIONS = breedOptions.parse({ generations: 7, rules: ["votes"] });

test("the members, and the learner that breeds from them", async () => {
  const { members } = runs();
  const text = await bredExperiment({ members: members.slice(0, 3) }, OPTIONS);
  const { learners, corpus } = await parseExperiment(text, "/bred.yaml", { "corpus.path": "/elsewhere" });
  expect(corpus).toMatchObject([{ path: "/elsewhere", reader: "ravdess" }]);
  expect(learners.map(({ name }) => name)).toEqual(["a-svm", "mlp", "b-svm", "bred"]);
  expect(learners[3]).toMatchObject({
    id: "bred",
    generations: 7,
    rules: ["votes"],
    members: [{ name: "a-svm" }, { name: "mlp" }, { name: "b-svm" }],
  });
});

test("what train could not fit is refused", async () => {
  const { members } = runs();
  const of = (...places: number[]) => bredExperiment({ members: places.map((i) => members[i]) }, OPTIONS);
  await expect(of(0, 4)).rejects.toThrow("the member py is no learner of a run");
  await expect(of(0, 3)).rejects.toThrow("the run of ridge has another corpus, split, target or seed than");
});
