/** A fit through the cache: scaled, padded, reduced, fitted, predicted, and the same again from the saved file. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { hashUniform } from "../../test/hashed-clusters.ts";
import { ModelError } from "../base/errors.ts";
import type { Feature } from "../features/feature.ts";
import { joinFeatures, padFrames, parseRecipe } from "../features/recipe.ts";
import { encodeRecogniser, loadRecogniser } from "../recogniser/index.ts";
import { type Cache, openCache } from "./cache.ts";
import { runFitJob } from "./fit-job.ts";
import type { FitJob, RowSource } from "./jobs.ts";

const LABELS = ["low", "high", "wide"];
const RATE = 16000;

/** Images of 5 coefficients and 6 to 9 frames whose label is in their means. */
function image(i: number): Feature {
  const frames = 6 + (i % 4);
  const data = Float32Array.from({ length: 5 * frames }, (_, at) => {
    const coefficient = Math.floor(at / frames);
    return hashUniform(i, at) + (coefficient === i % 3 ? 2 : 0);
  });
  return { axes: ["coefficient", "frame"], shape: [5, frames], data };
}

let cache: Cache;
const rows: RowSource[] = Array.from({ length: 42 }, (_, i) => ({
  clipId: `clip${i}`,
  copy: 0,
  y: i % 3,
  keys: [`key${i}`],
}));

beforeAll(async () => {
  cache = openCache(await mkdtemp(join(tmpdir(), "prosodia-fit-")));
  for (let i = 0; i < rows.length; i++) await cache.writeFeature(`key${i}`, image(i));
});

function job(recogniser: Partial<FitJob["recogniser"]>): FitJob {
  return {
    kind: "fit",
    recogniser: {
      recipe: parseRecipe("recipe", { sampleRate: RATE, frames: "longest" }),
      scale: "coefficient",
      model: { id: "svm", params: { kernel: "linear" } },
      ...recogniser,
    },
    labels: LABELS,
    train: rows.slice(0, 30),
    test: rows.slice(30).map((row) => ({ ...row, y: -1 })),
    seed: 1,
    threads: 1,
    keepModel: true,
  };
}

const REDUCTIONS: [string, FitJob["recogniser"]["reduce"], FitJob["recogniser"]["scale"]][] = [
  ["none", undefined, "standard"],
  ["pca", { id: "pca", params: { dimensions: 6, whiten: true } }, "standard"],
  ["pca", { id: "pca", params: { dimensions: 6 } }, "coefficient"],
  ["vq", { id: "vq", params: { codewords: 8 } }, "coefficient"],
  ["vq", { id: "vq", params: { codewords: 8 } }, "none"],
];

describe.each(REDUCTIONS)("reduction %s %j, scaled %s", (id, reduce, scale) => {
  test("is fitted on the training rows, and part of the one file", async () => {
    const fit = job({ scale, ...(reduce === undefined ? {} : { reduce }) });
    const { probabilities, scaledOn, reducedOn, shape, frames, model } = await runFitJob(fit, cache, {});
    const trained = fit.train.map(({ clipId }) => clipId);
    expect(scaledOn).toEqual(scale === "none" ? [] : trained);
    expect(reducedOn).toEqual(reduce === undefined ? [] : trained);
    expect(frames).toBe(9);
    expect(shape).toEqual(id === "none" ? [45] : [5, 9]);
    const right = fit.test.filter((_, i) => {
      const row = probabilities.slice(i * 3, i * 3 + 3);
      return row.indexOf(Math.max(...row)) === i % 3;
    });
    expect(right.length).toBeGreaterThanOrEqual(11);

    if (model === undefined) throw new Error("the model was not kept");
    const recogniser = await loadRecogniser(
      encodeRecogniser(model.onnx, model.scaler, {
        format: 1,
        name: "test",
        labels: LABELS,
        recipe: { ...fit.recogniser.recipe, frames },
        shape: [...shape],
        ...(reduce === undefined ? {} : { reduce }),
        model: fit.recogniser.model,
        trainedOn: { corpus: "", clips: 30, fingerprint: "", licence: "", citation: "" },
        measured: null,
        fit: "",
        seed: 1,
        version: "0",
      }),
    );
    const x = fit.test.flatMap((_, i) => [...padFrames(joinFeatures([image(30 + i)]), 9).data]);
    assertClose(await recogniser.predictRows(Float32Array.from(x), 12), probabilities, { absolute: 1e-5 });
    expect(recogniser.info.reduce).toEqual(reduce);
    await recogniser.release();
  });

  test("the test side has no say: its rows may be anything", async () => {
    const fit = job({ scale, ...(reduce === undefined ? {} : { reduce }) });
    const all = await runFitJob(fit, cache, {});
    const one = await runFitJob({ ...fit, test: fit.test.slice(3, 4) }, cache, {});
    expect(one.model?.onnx).toEqual(all.model?.onnx);
    assertClose(one.probabilities, all.probabilities.slice(9, 12), { absolute: 1e-6 });
  });
});

test("vq of rows without frames is refused", async () => {
  const flat = { axes: ["descriptor"], shape: [4], data: new Float32Array(4) } as const;
  await cache.writeFeature("flat", flat);
  const train = rows.slice(0, 6).map((row) => ({ ...row, keys: ["flat"] }));
  const recipe = parseRecipe("recipe", { sampleRate: RATE });
  const fit = { ...job({ recipe, reduce: { id: "vq", params: {} } }), train };
  await expect(runFitJob(fit, cache, {})).rejects.toThrow(ModelError);
  await expect(runFitJob(fit, cache, {})).rejects.toThrow(
    "reduction vq: needs images [coefficient, frame]; the recipe gives [4].",
  );
});
