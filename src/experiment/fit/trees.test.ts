/** Trees of learners on a small corpus of synthetic speech: measured, audited, saved, asked again. */
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { assertClose } from "../../../test/assert-close.ts";
import { openInProcess } from "../../../test/in-process.ts";
import { encodeWav } from "../../audio/wav.ts";
import { LeakError } from "../../base/errors.ts";
import { PERTURBATIONS } from "../../check/index.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { clipsOf, type Rows, withoutColumn } from "../../dataset/rows.ts";
import { learners } from "../../learners/index.ts";
import { defineLearner, learnerSpec } from "../../learners/learner.ts";
import { loadRecogniser } from "../../recogniser/index.ts";
import { demoClips } from "../../synth/index.ts";
import { checkRecogniser } from "../check.ts";
import { type Experiment, parseExperiment } from "../config/config.ts";
import { encodeFitted } from "../folder/save.ts";
import { audit } from "../plan/plan.ts";
import { type Prepared, planExperiment, prepare } from "../plan/prepare.ts";
import { runExperiment } from "../run.ts";
import type { WorkEvent } from "../work/events.ts";
import type { Services } from "../work/services.ts";
import { answerClips } from "./answer-clips.ts";
import { fitTree } from "./fit-tree.ts";
import { fitWork, measure, rowsFor } from "./measure.ts";

const RECIPE = "recipe: { features: [{ id: mfcc, params: { nMfcc: 13 }, overTime: {} }] }";
const EXPERIMENT = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 3 }
learners:
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
  wide:
    augment: [{ id: shift }]
    recipe: { features: [{ id: mel, params: { nMels: 24 }, overTime: {} }] }
    model: { id: svm, params: { kernel: rbf } }
  vote: { id: majority-vote, members: [ridge, wide], tieBreaker: wide }
  mean: { id: mean-probability, members: [ridge, wide], weights: { wide: 3 } }
  weighty: { id: majority-vote, members: [ridge, wide, { name: third, augment: [], recipe: { features: [{ id: mfcc, params: { nMfcc: 3 }, overTime: {} }] }, model: { id: kernel-ridge } }], weights: { wide: 2 }, tieBreaker: [wide, ridge] }
  geometric: { id: geometric-mean, members: [ridge, wide], weights: { ridge: 2 } }
  ranked: { id: ranked-vote, members: [ridge, wide], tieBreaker: wide }
  bred: { id: bred, members: [ridge, wide, vote], generations: 8, population: 8, folds: 2 }
  greedy: { id: greedy-mean, members: [ridge, wide], rounds: 6, folds: 2 }
  stack: { id: stack, members: [ridge, wide], folds: 2, model: { id: kernel-ridge, params: { alpha: 0.5 } } }
  by-sex: { id: route, by: sex, branches: { female: ridge, male: wide } }
  by-told-sex: { id: route, by: sex, branches: { female: ridge, male: wide }, router: { ${RECIPE}, model: { id: kernel-ridge } } }
  aroused:
    id: route
    by: label
    groups: { high: [angry, fearful, happy, surprised], low: [calm, disgust, neutral, sad] }
    router: ridge
    branches: { high: ridge, low: wide }
  to-speaker: { id: normalise, learner: { id: mean-probability, members: [ridge, wide] } }
  aligned: { id: align, learner: ridge, folds: 2 }
  evened: { id: mean-probability, members: [aligned, { id: align, name: other, learner: to-speaker, folds: 2 }] }
  best: { id: best-of, candidates: [ridge, wide], metric: accuracy, folds: 2 }
  tuned: { id: tune, learner: ridge, space: { model.params.alpha: [0.001, 0.1], recipe.features.0.params.nMfcc: [2, 13] }, method: grid, folds: 2 }
  halved: { id: tune, learner: ridge, space: { model.params.alpha: { from: 0.001, to: 1, scale: log } }, method: halving, trials: 3, folds: 2 }
  calibrated: { id: calibrated, learner: ridge, folds: 4 }
  sure-vote: { id: calibrated, learner: vote, folds: 2 }
  selected:
    ${RECIPE}
    steps: [{ id: standardise }, { id: select-k-best, params: { k: 10 } }]
    model: { id: kernel-ridge }
  words:
    recipe: { frames: longest, features: [{ id: mfcc, params: { nMfcc: 8 } }] }
    steps: [{ id: standardise, params: { per: coefficient } }, { id: vq, params: { codewords: 12, padding: ignored } }]
    model: { id: kernel-ridge }
  rows:
    id: eliminate-rows
    rows: [c0, c1, c2, c3]
    keep: 3
    subsets: 2
    folds: 2
    learner:
      recipe: { frames: longest, features: [{ id: mfcc, params: { nMfcc: 8 } }] }
      model: { id: kernel-ridge }
    candidates:
      - name: few
        recipe: { frames: longest, features: [{ id: mfcc, params: { nMfcc: 8 } }] }
        model: { id: kernel-ridge }
      - name: principal
        recipe: { frames: longest, features: [{ id: mfcc, params: { nMfcc: 8 } }] }
        steps: [{ id: standardise }, { id: pca, params: { dimensions: 5 } }]
        model: { id: kernel-ridge }
  all: { id: majority-vote, members: [{ id: normalise, name: n, learner: stack }, by-sex, { id: best-of, name: b, folds: 2, candidates: [vote, selected] }] }
`;

let folder: string;
let experiment: Experiment;
let services: Services;
let done: string[];
let prepared: Prepared;
const events: WorkEvent[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prosodia-trees-"));
  await mkdir(join(folder, "corpus"));
  for (const { name, audio } of demoClips({ voices: 6, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(folder, "corpus", name), encodeWav(audio));
  }
  experiment = await parseExperiment(EXPERIMENT, join(folder, "trees.yaml"));
  ({ services, done } = openInProcess(join(folder, "cache"), (event) => events.push(event)));
  prepared = await prepare(experiment, services);
}, 120_000);

const specOf = (name: string) => {
  const spec = prepared.experiment.learners.find((one) => one.name === name);
  if (spec === undefined) throw new Error(`no learner ${name}`);
  return spec;
};

/** The first fold of a learner, its graphs kept. */
async function firstFold(name: string) {
  const [{ train, test: tested }] = prepared.plan.rows;
  const clipIds = tested.map(({ clipId }) => clipId);
  const asked = { clipIds, enrol: [], columns: withoutColumn(prepared.columns, clipIds, "label") };
  const work = fitWork(prepared, services, 1);
  const tree = await fitTree(
    specOf(name),
    rowsFor(prepared, train),
    { name: "fold-1", asked, keep: true },
    work,
  );
  return { tree, clipIds, trainIds: train.map(({ clipId }) => clipId) };
}

const shareRight = ({ clipIds, labels, predicted }: Predictions): number =>
  clipIds.filter((id, i) => labels[predicted[i]] === prepared.truth.get(id)).length / clipIds.length;

test("every tree is measured on every clip, and what its parts have seen is of the training side", async () => {
  const measured = await measure(prepared, services);
  expect(measured.map(({ spec }) => spec.name)).toEqual(experiment.learners.map(({ name }) => name));
  for (const { spec, predictions, seen } of measured) {
    expect(predictions.clipIds, spec.name).toEqual([...prepared.truth.keys()].toSorted());
    expect(shareRight(predictions), spec.name).toBeGreaterThan(2 / 8);
    expect(audit(prepared.experiment, prepared.set, prepared.plan.rows, seen)).toEqual([]);
  }
  expect(measured.flatMap(({ spec, knowsSpeakers }) => (knowsSpeakers ? [spec.name] : []))).toEqual([
    "to-speaker",
    "aligned",
    "evened",
    "all",
  ]);
  const whatOf = (name: string) =>
    new Set(measured.find(({ spec }) => spec.name === name)?.seen.map(({ what }) => what));
  expect(whatOf("stack")).toEqual(new Set(["stack", "ridge", "wide", "standardise", "kernel-ridge", "svm"]));
  expect(measured.flatMap(({ spec, notes }) => (spec.name === "best" ? notes : []))).toEqual(
    [1, 2, 3].map((fold) =>
      expect.stringMatching(new RegExp(`^best, fold-${fold}: chose (ridge|wide) by Accuracy`)),
    ),
  );
  expect(whatOf("calibrated")).toEqual(new Set(["calibrated", "ridge", "standardise", "kernel-ridge"]));
  const [ridge, calibrated, vote, sure] = ["ridge", "calibrated", "vote", "sure-vote"].map(
    (name) => measured[experiment.learners.findIndex((one) => one.name === name)],
  );
  expect([...calibrated.predictions.predicted]).toEqual([...ridge.predictions.predicted]);
  expect([...sure.predictions.predicted]).toEqual([...vote.predictions.predicted]);
  expect(calibrated.notes).toHaveLength(3);
  for (const [fold, note] of calibrated.notes.entries()) {
    const [, temperature] = /^calibrated, fold-\d: temperature (\d+\.\d+), by \d+ answers/.exec(note) ?? [];
    const { test: tested } = prepared.plan.rows[fold];
    for (const { clipId } of tested.slice(0, 5)) {
      const [before, after] = [ridge, calibrated].map(({ predictions }) => {
        const row = predictions.clipIds.indexOf(clipId) * predictions.labels.length;
        return Math.log(predictions.probabilities[row] / predictions.probabilities[row + 1]);
      });
      expect(after * Number(temperature)).toBeCloseTo(before, 1);
    }
  }
  expect(whatOf("selected")).toEqual(new Set(["selected", "standardise", "select-k-best", "kernel-ridge"]));
  // on the inner folds, and on all rows
  const [rows] = measured.filter(({ spec }) => spec.name === "rows");
  expect(rows.notes).toEqual(
    [1, 2, 3].flatMap((fold) => [
      expect.stringMatching(
        new RegExp(`^rows, fold-${fold}: 3 of 4 rows stay, in the order picked: (c[0-3](, )?){3}$`),
      ),
      expect.stringMatching(
        new RegExp(
          `^rows, fold-${fold}: of 4 that were tried, chose (few|principal) on c[0-3](, c[0-3]){1,2}$`,
        ),
      ),
    ]),
  );
  for (const row of [0, 1, 2, 3]) expect(whatOf("rows")).toContain(`rows.learner.${row}`);
  expect(whatOf("rows")).toContain("pca");
  const rates = measured.filter(({ members }) => members.length > 0).map(({ spec }) => spec.name);
  expect(rates).toEqual([
    "vote",
    "mean",
    "weighty",
    "geometric",
    "ranked",
    "greedy",
    "stack",
    "by-sex",
    "by-told-sex",
    "aroused",
    "to-speaker",
    "evened",
    "all",
  ]);
}, 180_000);

test("groups of labels are told by a router that has heard of no label", async () => {
  const { fitted } = (await firstFold("aroused")).tree;
  const [router, ...branches] = fitted.kind === "head" ? fitted.inputs : [];
  const labelsOf = (input: typeof router) => (input.from === "member" ? input.member.labels : []);
  expect(labelsOf(router)).toEqual(["high", "low"]);
  for (const branch of branches) expect(labelsOf(branch)).toEqual(fitted.labels);
  expect(fitted.labels).toContain("calm");
});

test("fits tell what happens to them", () => {
  const fits = events.filter((event) => event.kind === "fit");
  const ridge = fits.filter(({ learner, scope }) => learner === "ridge" && scope === "fold-1");
  expect(new Set(ridge.map(({ state }) => state))).toEqual(new Set(["waiting", "begun", "done"]));
  expect(fits.some(({ scope }) => scope === "fold-1/inner-2")).toBe(true);
  // fitted with features of both kinds, by the learners ridge and to-speaker
  expect(fits.some(({ learner, scope }) => learner === "ridge normalised" && scope === "fold-1")).toBe(true);
  const notes = events.flatMap((event) => (event.kind === "note" ? [event.message] : []));
  expect(notes).toContainEqual(
    expect.stringMatching(/^chose (ridge|wide) by Accuracy inside the training rows \(ridge /),
  );
  expect(events.filter((event) => event.kind === "fold" && event.learner === "all")).toHaveLength(3);
});

test("measured again, nothing is computed again", async () => {
  const before = done.length;
  await measure(prepared, services);
  expect(done.slice(before)).toEqual([]);
}, 60_000);

describe("one file for any learner: it answers as the tree was measured", () => {
  for (const name of [
    "ridge",
    "vote",
    "mean",
    "weighty",
    "geometric",
    "ranked",
    "bred",
    "stack",
    "by-sex",
    "by-told-sex",
    "aroused",
    "best",
    "calibrated",
    "sure-vote",
    "selected",
    "words",
    "rows",
  ]) {
    test(name, async () => {
      const { tree, clipIds } = await firstFold(name);
      const bytes = await encodeFitted(specOf(name), tree, undefined, prepared, services.cache);
      const recogniser = await loadRecogniser(bytes, { threads: 1 });
      const clips = prepared.set.clips.filter(({ id }) => clipIds.includes(id));
      const answers = await answerClips(recogniser, clips, prepared.set.digests, services);
      const expected = tree.answersOf(tree.fitted);
      const order = answers.clipIds.map((id) => expected.clipIds.indexOf(id));
      expect([...answers.predicted]).toEqual(order.map((row) => expected.predicted[row]));
      const k = expected.labels.length;
      const probabilities = order.flatMap((row) => [
        ...expected.probabilities.subarray(row * k, (row + 1) * k),
      ]);
      assertClose(answers.probabilities, probabilities, { absolute: 1e-5 });
      await recogniser.release();
    });
  }

  test("recipes that are alike share an input; each column and each group has its own", async () => {
    const inputsOf = async (name: string) => {
      const { tree } = await firstFold(name);
      const bytes = await encodeFitted(specOf(name), tree, undefined, prepared, services.cache);
      const { info, release } = await loadRecogniser(bytes, { threads: 1 });
      await release();
      return info.inputs.map((input) => `${input.from} ${input.name}`);
    };
    expect(await inputsOf("selected")).toEqual(["audio features"]);
    expect(await inputsOf("words")).toEqual(["audio features", "frames features.frames"]);
    expect(await inputsOf("by-sex")).toEqual(["audio features1", "audio features2", "column sex"]);
    expect(await inputsOf("by-told-sex")).toEqual(["audio features1", "audio features2"]);
    expect(await inputsOf("to-speaker")).toEqual([
      "audio features1",
      "audio features2",
      "group features1.speaker.mean",
      "group features1.speaker.scale",
      "group features1.speaker.count",
      "group features2.speaker.mean",
      "group features2.speaker.scale",
      "group features2.speaker.count",
    ]);
  });

  test("aligned by speaker: the mean answer to a speaker's clips comes nearer to the shares of the training", async () => {
    const { tree, clipIds } = await firstFold("evened");
    const { fitted } = tree;
    const [, other] = fitted.kind === "head" ? fitted.inputs : [];
    if (other?.from !== "member" || other.member.kind !== "head") throw new Error("no member that aligns");
    const [given, leaning] = other.member.inputs;
    if (given.from !== "member" || leaning.from !== "leaning") throw new Error("it does not align");
    expect(leaning.shrinkage).toBeLessThan(1280);
    const [before, after] = [given.member, other.member].map((one) => tree.answersOf(one));
    const speakerOf = (id: string) => prepared.columns.get(id)?.speaker;
    for (const speaker of new Set(clipIds.map(speakerOf))) {
      const own = after.clipIds.flatMap((id, row) => (speakerOf(id) === speaker ? [row] : []));
      const offOf = ({ probabilities }: Predictions) =>
        leaning.shares.map((share, label) =>
          Math.abs(
            own.reduce((sum, row) => sum + probabilities[row * leaning.shares.length + label], 0) /
              own.length -
              share,
          ),
        );
      expect(Math.max(...offOf(before))).toBeGreaterThan(0.02);
      expect(Math.max(...offOf(after))).toBeLessThan(0.75 * Math.max(...offOf(before)));
    }
    expect(tree.notes).toContainEqual(
      expect.stringMatching(
        /^other, fold-1: temperature \d+\.\d+, shrinkage \d+(\.\d+)? clips, by \d+ answers to training clips out of fold$/,
      ),
    );
  });

  test("clips of an unknown speaker are not aligned", async () => {
    const [{ train, test: tested }] = prepared.plan.rows;
    const [{ clipId }] = tested;
    const asked = { clipIds: [clipId], enrol: [], columns: new Map([[clipId, {}]]) };
    await expect(
      fitTree(
        specOf("aligned"),
        rowsFor(prepared, train),
        { name: "fold-1", asked, keep: false },
        fitWork(prepared, services, 1),
      ),
    ).rejects.toThrow(
      `align: the speaker of the clip ${clipId} is not known; expected one of every clip that is asked.`,
    );
  });

  test("what is aligned already is not aligned again", async () => {
    const twice = { ...specOf("aligned"), name: "twice", learner: specOf("aligned") };
    const [{ train }] = prepared.plan.rows;
    const asked = { clipIds: [], enrol: [], columns: new Map() };
    await expect(
      fitTree(
        twice,
        rowsFor(prepared, train),
        { name: "fold-1", asked, keep: false },
        fitWork(prepared, services, 1),
      ),
    ).rejects.toThrow("twice, fold-1: align: the answers are aligned already; expected once.");
  });

  test.each(["to-speaker", "aligned", "evened"])(
    "%s: an enrolled speaker is answered as measured, any other by an average one",
    async (name) => {
      const { tree, clipIds } = await firstFold(name);
      const bytes = await encodeFitted(specOf(name), tree, undefined, prepared, services.cache);
      const recogniser = await loadRecogniser(bytes, { threads: 1 });
      const clips = prepared.set.clips.filter(({ id }) => clipIds.includes(id));
      const [{ speaker }] = clips;
      const audio = new Map(
        [...demoClips({ voices: 6, takes: 1, seed: 3, sampleRate: 8000 })].map((one) => [
          one.name.slice(0, -4),
          one.audio,
        ]),
      );
      const audioOf = (id: string) => {
        const found = audio.get(id);
        if (found === undefined) throw new Error(`no audio of ${id}`);
        // as it is read from a file of 16 bits
        return {
          ...found,
          samples: found.samples.map((value) =>
            Math.max(-1, Math.min(32767 / 32768, Math.round(value * 32768) / 32768)),
          ),
        };
      };
      const own = clips.filter((clip) => clip.speaker === speaker);
      const enrolment = await recogniser.enrol(own.map(({ id }) => audioOf(id)));
      const expected = tree.answersOf(tree.fitted);
      const known: number[] = [];
      for (const { id } of own.slice(0, 5)) {
        const row = expected.clipIds.indexOf(id);
        const { label, probabilities } = await recogniser.predict(audioOf(id), { enrolment, anySound: true });
        known.push(label === expected.labels[expected.predicted[row]] ? 1 : 0);
        const k = expected.labels.length;
        const measured = expected.probabilities.subarray(row * k, (row + 1) * k);
        assertClose(Object.values(probabilities), measured, { absolute: 1e-3 });
        await expect(recogniser.predict(audioOf(id), { anySound: true })).resolves.toMatchObject({
          label: expect.any(String),
        });
      }
      expect(known).toEqual([1, 1, 1, 1, 1]);
      await recogniser.release();
    },
  );
});

/** What learners of these tests were given, by their names. */
const given = new Map<string, Rows[]>();
const spy = defineLearner({
  id: "spy",
  summary: "writes down what it is given, and is its child",
  source: "tests",
  children: { learner: "one" },
  params: z.strictObject({ learner: learnerSpec.describe("child"), greedy: z.boolean().default(false) }),
  async fit(rows, { learner, greedy }, context) {
    given.set(learner.name, [...(given.get(learner.name) ?? []), rows]);
    if (greedy) {
      const strange = [...prepared.truth.keys()].find((id) => !rows.columns.has(id)) ?? "";
      return context.fit(learner, { ...rows, keys: [...rows.keys, { clipId: strange, copy: 0 }] });
    }
    return context.fit(learner, rows);
  },
});

describe("no way to see what is tested", () => {
  beforeAll(() => {
    if (!learners.has("spy")) learners.register(spy);
  });

  async function fitSpied(spec: Record<string, unknown>) {
    const work = fitWork(prepared, services, 1);
    const [{ train, test: tested }] = prepared.plan.rows;
    const clipIds = tested.map(({ clipId }) => clipId);
    const asked = { clipIds, enrol: [], columns: withoutColumn(prepared.columns, clipIds, "label") };
    const scope = { name: "fold-1", asked, keep: false };
    given.clear();
    const tree = await fitTree(learnerSpec.parse(spec), rowsFor(prepared, train), scope, work);
    return { tree, clipIds };
  }

  test("weights that know training clips are nothing to begin from where those are answered out of fold", async () => {
    const [{ train, test: tested }] = prepared.plan.rows;
    const asked = { clipIds: [], enrol: [], columns: new Map() };
    const begun = {
      ...{ id: "recogniser", name: "begun", warmStart: { weights: "/begun.weights" } },
      ...{ recipe: { features: [{ id: "mfcc", overTime: {} }] }, model: { id: "mlp", params: {} } },
    };
    const knowing = ({ clipId }: { clipId: string }) => {
      const trainedOn: [string, string][] = [[clipId, prepared.set.digests.get(clipId) ?? ""]];
      const start = { path: "/begun.weights", sha256: "0", trainedOn, pretrained: false };
      const work = { ...fitWork(prepared, services, 1), warmStarts: new Map([[start.path, start]]) };
      const around = learnerSpec.parse({ id: "calibrated", name: "sure", folds: 2, learner: begun });
      return fitTree(around, rowsFor(prepared, train), { name: "fold-1", asked, keep: false }, work);
    };
    const leak =
      "begun starts from the weights /begun.weights, which were trained on 1 clip that it is asked";
    await expect(knowing(train[0])).rejects.toThrow(leak);
    await expect(knowing(tested[0])).rejects.not.toThrow(leak);
  });

  test("a learner gets the training side's clips, and nothing is known to it of any other", async () => {
    const { clipIds } = await fitSpied({ id: "spy", name: "spy", learner: specOf("ridge") });
    const [rows] = given.get("ridge") ?? [];
    expect(clipsOf(rows).filter((id) => clipIds.includes(id))).toEqual([]);
    expect([...rows.columns.keys()].filter((id) => clipIds.includes(id))).toEqual([]);
  });

  test("one that asks for other rows is stopped", async () => {
    const asking = fitSpied({ id: "spy", name: "greedy", learner: specOf("ridge"), greedy: true });
    await expect(asking).rejects.toThrow(LeakError);
    await expect(asking).rejects.toThrow(/the learner greedy asked for the clip .*, which it was not given/);
  });

  test("inner folds keep apart what the protocol keeps apart, and answer every training clip once", async () => {
    const member = { id: "spy", name: "member", learner: specOf("ridge") };
    await fitSpied({ ...specOf("stack"), members: [member], folds: 2 });
    const fits = given.get("ridge") ?? [];
    expect(fits).toHaveLength(3);
    const whole = fits.reduce((most, one) => (one.keys.length > most.keys.length ? one : most));
    const speakers = (rows: Rows) => new Set(clipsOf(rows).map((id) => rows.columns.get(id)?.speaker));
    const [first, second] = fits.filter((rows) => rows !== whole);
    expect([...speakers(first)].filter((speaker) => speakers(second).has(speaker))).toEqual([]);
    expect([...clipsOf(first), ...clipsOf(second)].toSorted()).toEqual(clipsOf(whole).toSorted());
  });

  test("the asked clips' labels are not in what is asked", async () => {
    const { tree } = await fitSpied({ id: "spy", name: "spy", learner: specOf("by-sex") });
    expect(tree.fitted.kind).toBe("head");
    for (const { columns } of prepared.plan.rows.map(({ test: rows }) => ({
      columns: withoutColumn(
        prepared.columns,
        rows.map(({ clipId }) => clipId),
        "label",
      ),
    }))) {
      for (const known of columns.values()) expect(Object.keys(known)).not.toContain("label");
    }
  });
});

describe("speakers who are known by some of their clips", () => {
  const ENROLLED = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 3, enrol: 4 }
learners:
  plain: { ${RECIPE}, model: { id: kernel-ridge } }
  strangers: { id: normalise, learner: plain, clips: 0 }
  one: { id: normalise, learner: plain, clips: 1 }
  four: { id: normalise, learner: plain, clips: 4, shrinkage: 0 }
  everything: { id: normalise, learner: plain }
final: false
`;

  test("clips are set aside, looked at as far as is asked for, and never scored", async () => {
    const enrolled = await prepare(await parseExperiment(ENROLLED, join(folder, "enrolled.yaml")), services);
    const aside = enrolled.plan.rows.flatMap(({ enrol }) => enrol);
    expect(aside).toHaveLength(4 * 6);
    const measured = await measure(enrolled, services);
    for (const { predictions } of measured) {
      expect(predictions.clipIds).toHaveLength(enrolled.set.clips.length - aside.length);
      expect(predictions.clipIds.filter((id) => aside.includes(id))).toEqual([]);
    }
    const said = measured.map(({ predictions }) => [...predictions.probabilities].join());
    expect(new Set(said).size).toBe(said.length); // each knows its speakers by other clips
    const known = measured.flatMap(({ spec, knowsSpeakers }) => (knowsSpeakers ? [spec.name] : []));
    expect(known).toEqual(["one", "four", "everything"]);
    expect(
      audit(
        enrolled.experiment,
        enrolled.set,
        enrolled.plan.rows,
        measured.flatMap(({ seen }) => seen),
      ),
    ).toEqual([]);
  });

  test("more clips than are set aside are refused", async () => {
    const text = ENROLLED.replace("clips: 4", "clips: 5");
    const parsing = parseExperiment(text, join(folder, "enrolled.yaml"));
    await expect(parsing).rejects.toThrow(
      "four: knows speakers by 5 clips; expected at most the 4 that split.enrol sets aside",
    );
  });
});

describe("not sure", () => {
  const DOUBTING = `
seed: 3
corpus: { path: corpus, reader: ravdess }
split: { protocol: speaker, folds: 3 }
learners:
  ridge: { ${RECIPE}, model: { id: kernel-ridge } }
notSure: { error: 0.1 }
`;

  test("the file says so by a threshold from answers out of fold, and what that was worth", async () => {
    const run = join(folder, "doubting");
    const doubting = await parseExperiment(DOUBTING, join(folder, "doubting.yaml"));
    const { recognisers } = await runExperiment(doubting, run, services);
    const recogniser = await loadRecogniser(await readFile(recognisers[0]), { threads: 1 });
    const { notSure, measured, trainedOn } = recogniser.info;
    if (notSure === undefined) throw new Error("it is always sure");
    expect(notSure).toMatchObject({ error: 0.1, n: prepared.truth.size });
    expect(notSure.answered).toBeGreaterThan(0);
    expect(notSure.answered).toBeLessThan(1);
    expect(notSure.wrong).toBeLessThan(0.35);
    expect(measured?.bySex?.map(({ value }) => value)).toEqual(["female", "male"]);
    expect(trainedOn.levelDb?.low).toBeLessThan(trainedOn.levelDb?.high ?? Number.NaN);
    const [{ audio }] = demoClips({ voices: 6, takes: 1, seed: 3, sampleRate: 8000 });
    const { label, probabilities, sure } = await recogniser.predict(audio, { anySound: true });
    expect(sure).toBe(probabilities[label] > notSure.threshold);
    await recogniser.release();
    expect(await readFile(join(run, "report.html"), "utf8")).toContain("are marked &quot;not sure&quot;");
  }, 60_000);

  test("needs two folds, and none that leak", async () => {
    for (const [text, what] of [
      [DOUBTING.replace("folds: 3", "folds: 3, only: 1"), "1 fold of the protocol speaker"],
      [
        DOUBTING.replace("protocol: speaker", "protocol: leaky").replace(
          "ridge: {",
          "ridge: { augment: [{ id: shift }],",
        ),
        "the protocol leaky",
      ],
    ]) {
      const planning = planExperiment(await parseExperiment(text, join(folder, "doubting.yaml")), services);
      await expect(planning).rejects.toThrow(
        `notSure: needs answers out of fold, of two folds at least; got ${what}`,
      );
    }
  });
});

test("checked by its behaviour: every clip as it is and changed, decoded once", async () => {
  const { tree } = await firstFold("ridge");
  const bytes = await encodeFitted(specOf("ridge"), tree, undefined, prepared, services.cache);
  const recogniser = await loadRecogniser(bytes, { threads: 1 });
  const before = done.length;
  const corpus = { path: join(folder, "corpus"), reader: "ravdess" };
  const report = await checkRecogniser(recogniser, corpus, services);
  expect(done.slice(before).filter((kind) => kind === "extract")).toHaveLength(prepared.set.clips.length);
  expect(report.clips).toBe(prepared.set.clips.length);
  expect(report.labelled).toBe(0);
  const kept = report.checks.filter(({ measure }) => measure === "clips that keep their label");
  expect(kept).toHaveLength(PERTURBATIONS.length);
  const keptBy = (id: string) => kept.find((check) => check.id === id)?.value;
  // the clips have 8 kHz: there is nothing above
  expect(keptBy("band-22")).toBe(1);
  expect(keptBy("band-16")).toBe(1);
  expect(keptBy("telephone")).toBeLessThan(1);
  expect(report.notes).toEqual([
    `It was trained on all of the ${report.clips} clips: how often it is right is judged on none of them.`,
  ]);
  const few = await checkRecogniser(recogniser, { ...corpus, clips: 60 }, services);
  expect(few).toMatchObject({ clips: 60, labelled: 0 });
  expect(few.notes).toEqual([
    `A sample of 60 of the ${report.clips} clips.`,
    "It was trained on all of the 60 clips: how often it is right is judged on none of them.",
  ]);
  await recogniser.release();
}, 60_000);
