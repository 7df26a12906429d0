import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { encodeWav } from "../../src/audio/wav.ts";
import { parsePredictions } from "../../src/dataset/predictions-csv.ts";
import { demoClips } from "../../src/synth/index.ts";
import { decodeWeights, encodeWeights } from "../../src/training/warm-start.ts";
import { prosodia, temporaryFolder, tone, writeWav } from "./prosodia.ts";

const EXPERIMENT = `
corpus: { path: corpus }
split: { protocol: random, folds: 2 }
learners:
  svm:
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: svm, params: { kernel: rbf, C: 10 } }
  mlp:
    augment: [{ id: shift }]
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: mlp, params: { hidden: [32], epochs: 10, batchSize: 16 } }
  vote: { id: majority-vote, members: [svm, mlp], tieBreaker: mlp }
`;

let cwd: string;
let names: string[];

beforeAll(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "corpus"));
  await mkdir(join(cwd, "test"));
  names = [];
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    await writeFile(join(cwd, "corpus", name), encodeWav(audio));
    names.push(name);
  }
  for (const [i, name] of names.slice(0, 5).entries()) {
    await copyFile(join(cwd, "corpus", name), join(cwd, "test", `sample00${i}.wav`));
  }
  await writeFile(join(cwd, "small.yaml"), EXPERIMENT);
}, 60_000);

async function filesBelow(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

test("train measures, reports and saves; predict and submit answer with what it saved", async () => {
  const { code, stdout, stderr } = await prosodia(["train", "small.yaml"], { cwd });
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/random, 2 folds, n = 60; 95 % intervals/);
  expect(stdout).toContain("Report: runs/small/report.html");

  const run = join(cwd, "runs", "small");
  const scores = JSON.parse(await readFile(join(run, "scores.json"), "utf8"));
  expect(scores).toMatchObject({ protocol: "random", folds: 2, seed: 0, leaky: false });
  expect(scores.recognisers.map((one: { name: string }) => one.name)).toEqual(["svm", "mlp", "vote"]);
  const [accuracy] = scores.recognisers[0].scores;
  expect(accuracy).toMatchObject({ metric: "accuracy", n: 60, resampled: "clip" });
  expect(accuracy.low).toBeLessThanOrEqual(accuracy.value);
  expect(accuracy.value).toBeGreaterThan(2 / 8);

  const predictions = parsePredictions("vote", await readFile(join(run, "predictions", "vote.csv"), "utf8"));
  expect(predictions.clipIds).toEqual(names.map((name) => name.slice(0, -4)).toSorted());
  const html = await readFile(join(run, "report.html"), "utf8");
  for (const word of ["svm", "mlp", "vote", "<svg", names[0].slice(0, -4)]) expect(html).toContain(word);
  expect(html).not.toContain(cwd);
  expect(html).toContain(`["${names[0].slice(0, -4)}","../../corpus/${names[0]}"]`);
  expect(html.match(/alt="Waveform, spectrogram and pitch of /g)?.length).toBeGreaterThan(2);

  const model = join(run, "recognisers", "mlp.onnx");
  const predicted = await prosodia(
    ["predict", `corpus/${names[0]}`, `corpus/${names[9]}`, "--model", model, "--json"],
    { cwd },
  );
  expect(predicted.code, predicted.stderr).toBe(0);
  const rows = JSON.parse(predicted.stdout);
  expect(rows.map((row: { file: string }) => row.file)).toEqual([`corpus/${names[0]}`, `corpus/${names[9]}`]);
  for (const { label, probabilities } of rows) {
    const values = Object.values<number>(probabilities);
    expect(values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
    expect(probabilities[label]).toBe(Math.max(...values));
  }

  for (const { warnings } of rows) expect(warnings[0]).toContain('"mlp" was trained on this very recording');
  await prosodia(["train", "small.yaml", "--set", "marks=false", "-o", "runs/unmarked"], { cwd });
  const unmarked = join(cwd, "runs/unmarked/recognisers/mlp.onnx");
  const asked = await prosodia(["predict", `corpus/${names[0]}`, "--model", unmarked, "--json"], { cwd });
  expect(JSON.parse(asked.stdout)[0]).toMatchObject({ label: rows[0].label });
  expect(asked.stdout).not.toContain("this very recording");

  const submitted = await prosodia(
    ["submit", "runs/small", "--test", "test", "-o", "answers.csv", "--recogniser", "vote"],
    { cwd },
  );
  expect(submitted.code, submitted.stderr).toBe(0);
  const lines = (await readFile(join(cwd, "answers.csv"), "utf8")).trimEnd().split("\n");
  expect(lines[0]).toBe("filename,label");
  expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(
    [0, 1, 2, 3, 4].map((i) => `sample00${i}`),
  );
  expect(submitted.stderr).toMatch(/5 of the test clips were trained on \(sample000/);
  const wrong = await prosodia(
    ["submit", "runs/small", "--test", "test", "-o", "wrong.csv", "--rows", "315"],
    { cwd },
  );
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("test: holds 5 clips; expected 315");
  await prosodia(["contest", "new", "kaggle", "--train", "corpus", "--test", "test"], { cwd });
  const logged = await prosodia(
    ["submit", "runs/small", "--contest", "kaggle", "-o", "kaggle/vote.csv", "--recogniser", "vote"],
    { cwd },
  );
  expect(logged.stdout).toMatch(/vote\.csv: valid and logged \(\w+\), local \d+\.\d % .* random/);
  expect(await readFile(join(cwd, "kaggle", "vote.csv"), "utf8")).toBe(`${lines.join("\n")}\n`);
  const again = await prosodia(["submit", "runs/small", "--contest", "kaggle", "-o", "kaggle/vote.csv"], {
    cwd,
  });
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("is in the log already") });
  const neither = await prosodia(["submit", "runs/small", "-o", "x.csv"], { cwd });
  expect(neither).toMatchObject({ code: 2, stderr: expect.stringContaining("either --test") });
  // The first test clip is the first clip of the corpus: the mlp breaks the tie of two.
  expect(lines[1].split(",")[1]).toBe(rows[0].label);
  const club = await prosodia(
    ["predict", `corpus/${names[0]}`, "--model", join(run, "recognisers", "vote.onnx"), "--json"],
    { cwd },
  );
  expect(JSON.parse(club.stdout)).toMatchObject([{ label: rows[0].label, votes: 2 }]);
  const told = await prosodia(
    ["predict", `corpus/${names[0]}`, "--model", join(run, "recognisers", "vote.onnx")],
    { cwd },
  );
  expect(told.stdout).toMatch(/ \w+ (2 of 2|1 of 2, \w+ 1 of 2)\n/);
  expect(stderr).toContain("vote: always answers as mlp, which the other members cannot outvote.");
}, 120_000);

test("a plugin in TypeScript, a feature of one's own, is trained with, in workers too, and its changes are seen", async () => {
  const plugin = (factor: number) => `
    import { z } from "zod";
    import { defineFeature, type Feature } from "prosodia/features";
    export const loudness = defineFeature({
      id: "loudness",
      summary: "levels of ten parts",
      source: "nobody",
      params: z.strictObject({}),
      axes: ["descriptor"],
      extract({ samples }): Feature {
        const level = (part: number): number => {
          const own = samples.subarray((part * samples.length) / 10, ((part + 1) * samples.length) / 10);
          return ${factor} * Math.sqrt(own.reduce((sum: number, one) => sum + one * one, 0) / own.length);
        };
        return { axes: ["descriptor"], shape: [10], data: Float32Array.from({ length: 10 }, (_, i) => level(i)) };
      },
    });
  `;
  // beside the tests, where zod can be found
  const folder = join(import.meta.dirname, ".plugin");
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(
      join(folder, "own.yaml"),
      "plugins: [./loudness.ts]\ncorpus: { path: x }\nsplit: { folds: 2 }\n" +
        "learners: { own: { recipe: { features: [{ id: loudness }] }, model: { id: kernel-ridge } } }\n",
    );
    const train = () =>
      prosodia(["train", join(folder, "own.yaml"), "--corpus", join(cwd, "corpus"), "-o", "own"], { cwd });
    await writeFile(join(folder, "loudness.ts"), plugin(1));
    const first = await train();
    expect(first.code, first.stderr).toBe(0);
    const cached = (await filesBelow(join(cwd, "cache", "features"))).length;
    await train();
    expect((await filesBelow(join(cwd, "cache", "features"))).length).toBe(cached);
    await writeFile(join(folder, "loudness.ts"), plugin(2));
    await train();
    expect((await filesBelow(join(cwd, "cache", "features"))).length).toBe(cached + 60);
    const model = ["--model", "own/recognisers/own.onnx"];
    const alone = await prosodia(["predict", `corpus/${names[0]}`, ...model], { cwd });
    expect(alone.stderr).toContain('feature "loudness" is unknown');
    const with_ = await prosodia(
      ["predict", `corpus/${names[0]}`, ...model, "--plugin", join(folder, "loudness.ts"), "--json"],
      { cwd },
    );
    expect(with_.code, with_.stderr).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);

test("folds.json tells who was on which side", async () => {
  const folds: { train: string[]; test: string[] }[] = JSON.parse(
    await readFile(join(cwd, "runs/small/folds.json"), "utf8"),
  );
  expect(folds.flatMap((fold) => fold.test).toSorted()).toEqual(
    names.map((name) => name.slice(0, -4)).toSorted(),
  );
  for (const { train, test } of folds) expect(train.filter((id) => test.includes(id))).toEqual([]);
});

test("the learner of CONTRIBUTING.md, as a plugin, holds others and is held", async () => {
  const text = await readFile(join(import.meta.dirname, "../../CONTRIBUTING.md"), "utf8");
  const code = /<!-- learner: begin -->\s*```ts\n(.*?)```/s.exec(text)?.[1] ?? "";
  expect(code.split("\n").length).toBeLessThan(40);
  const folder = join(import.meta.dirname, ".learner");
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(join(folder, "second-look.ts"), code);
    const both = "{ id: second-look, first: svm, second: mlp, sure: 0.4 }";
    await writeFile(
      join(folder, "looks.yaml"),
      `plugins: [./second-look.ts]\n${EXPERIMENT}  looks: { id: stack, folds: 2, members: [${both}, svm] }\n`,
    );
    const run = await prosodia(
      ["train", join(folder, "looks.yaml"), "--corpus", join(cwd, "corpus"), "-o", "looks"],
      { cwd },
    );
    expect(run.code, run.stderr).toBe(0);
    const model = ["--model", "looks/recognisers/looks.onnx", "--json"];
    const predicted = await prosodia(["predict", `corpus/${names[0]}`, ...model], { cwd });
    expect(predicted.code, predicted.stderr).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);

test("predict answers what it can, names the rest, and fails", async () => {
  const { code, stdout, stderr } = await prosodia(
    ["predict", "nowhere.wav", `corpus/${names[0]}`, "--model", "runs/small/recognisers/svm.onnx", "--json"],
    { cwd },
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toHaveLength(1);
  expect(stderr).toBe("prosodia: nowhere.wav: there is no such file.\n");
});

test("submit answers with what was measured on strangers, unless another is named", async () => {
  await writeFile(
    join(cwd, "known.yaml"),
    `
corpus: { path: corpus }
split: { protocol: speaker, folds: 2 }
learners:
  svm:
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: svm, params: { kernel: rbf, C: 10 } }
  to-speaker: { id: normalise, learner: svm }
`,
  );
  const { code, stderr } = await prosodia(["train", "known.yaml"], { cwd });
  expect(code, stderr).toBe(0);
  const submit = (...named: string[]) =>
    prosodia(["submit", "runs/known", "--test", "test", "-o", "known.csv", ...named], { cwd });
  const chosen = await submit();
  expect(chosen.stdout).toContain('by "svm"');
  expect(chosen.stderr).not.toContain("stranger");
  const named = await submit("--recogniser", "to-speaker");
  expect(named.stderr).toContain(
    `"to-speaker" was measured with other clips of each speaker at hand; here it answers each clip as a stranger's`,
  );
}, 60_000);

test("predict takes patterns that no shell has filled in, and clips to know a speaker by, before the recording", async () => {
  const [first, second] = names;
  const model = ["--model", "runs/small/recognisers/svm.onnx"];
  const pattern = `corpus/${first.slice(0, -5)}?.wav`;
  const { code, stdout, stderr } = await prosodia(["predict", pattern, ...model, "--json"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout).map(({ file }: { file: string }) => file)).toContain(`corpus/${first}`);
  const enrolled = await prosodia(
    ["predict", "--enrol", `corpus/${second}`, `corpus/${first}`, ...model, "--json"],
    { cwd },
  );
  expect(enrolled.stderr).not.toContain("missing required argument");
  const nothing = await prosodia(["predict", "corpus/*.mp3", ...model], { cwd });
  expect([nothing.code, nothing.stderr]).toEqual([
    1,
    "prosodia: corpus/*.mp3: no file has a name like that.\n",
  ]);
});

test("a missing file is said in words, whatever command names it", async () => {
  for (const args of [
    ["train", "nowhere.yaml"],
    ["train", "-p", "seed=2", "nowhere.yaml"],
    ["train", "small.yaml", "--plugin", "nowhere.ts"],
    ["card", "nowhere.onnx"],
    ["predict", "nowhere.wav"],
    ["corpus", "inspect", "nowhere"],
    ["features", "plot", "nowhere.wav", "--feature", "mfcc", "-o", "a.png"],
  ]) {
    const { code, stderr } = await prosodia(args, { cwd });
    expect(code, args.join(" ")).toBeGreaterThan(0);
    expect(stderr, args.join(" ")).toMatch(/nowhere.*there is no such file/);
    expect(stderr).not.toContain("ENOENT");
  }
});

test("silence and blips get no label, and no place in a training set", async () => {
  await writeWav(join(cwd, "silence.wav"), new Array<number>(16_000).fill(0));
  await writeWav(join(cwd, "blip.wav"), tone(80));
  const model = ["--model", "runs/small/recognisers/svm.onnx", "--json"];
  const {
    code,
    stdout: answers,
    stderr,
  } = await prosodia(["predict", "silence.wav", "blip.wav", ...model], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(answers)).toEqual([
    {
      file: "silence.wav",
      seconds: 1,
      label: null,
      reason: "no speech",
      why: expect.stringContaining("is silent"),
    },
  ]);
  expect(stderr).toMatch(/blip\.wav: .*5 ms/);
  await writeFile(join(cwd, "quiet.csv"), "path,label\nsilence.wav,sad\nblip.wav,happy\n");
  const { stdout } = await prosodia(["corpus", "inspect", "quiet.csv"], { cwd });
  expect(stdout).toMatch(/unreadable: .*silence\.wav.*silent/);
  expect(stdout).toMatch(/unreadable: .*blip\.wav.*5 ms/);
});

test("the demo does not touch a folder that holds other things", async () => {
  await mkdir(join(cwd, "mine"));
  await writeFile(join(cwd, "mine", "thesis.txt"), "precious");
  const { code, stderr } = await prosodia(["demo", "-o", "mine"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("thesis.txt");
  expect(await readdir(join(cwd, "mine"))).toEqual(["thesis.txt"]);
});

test("a second run computes nothing again and gives the same numbers", async () => {
  // but its report, whose time is kept
  const filesNow = async () =>
    (await filesBelow(join(cwd, "cache"))).filter((file) => !file.includes("timings"));
  const cached = await filesNow();
  expect(cached.filter((file) => file.includes("checkpoints"))).toEqual([]);
  const written = await Promise.all(cached.map(async (file) => (await stat(file)).mtimeMs));
  const before = await readFile(join(cwd, "runs/small/predictions/mlp.csv"), "utf8");
  await rm(join(cwd, "runs/small/predictions/mlp.csv"));
  const { code } = await prosodia(["train", "small.yaml"], { cwd });
  expect(code).toBe(0);
  expect(await filesNow()).toEqual(cached);
  expect(await Promise.all(cached.map(async (file) => (await stat(file)).mtimeMs))).toEqual(written);
  expect(await readFile(join(cwd, "runs/small/predictions/mlp.csv"), "utf8")).toBe(before);
}, 60_000);

test("fits from scratch give the same bits", async () => {
  const before = await readFile(join(cwd, "runs/small/predictions/mlp.csv"), "utf8");
  await rm(join(cwd, "cache", "fit"), { recursive: true });
  const { code } = await prosodia(["train", "small.yaml", "--no-final", "-o", "runs/again"], { cwd });
  expect(code).toBe(0);
  expect(await readFile(join(cwd, "runs/again/predictions/mlp.csv"), "utf8")).toBe(before);
}, 60_000);

const longTraining = [
  ...["train", "small.yaml", "--no-final", "-o", "long"],
  ...["--set", "learners.mlp.model.params.epochs=10000"],
  ...["--set", "learners.mlp.model.params.hidden=[1024,1024]"],
];

test("Ctrl-C stops cleanly, and the next run goes on", async () => {
  await rm(join(cwd, "cache"), { recursive: true });
  let interrupted = false;
  const stopped = await prosodia(longTraining, {
    cwd,
    onStderr: (text, interrupt) => {
      if (!interrupted && text.includes("Measuring")) {
        interrupted = true;
        interrupt();
      }
    },
  });
  expect(stopped.code).toBe(130);
  expect(stopped.stderr).toContain("run the same command again to go on");
  const kept = (await filesBelow(join(cwd, "cache", "features"))).length;
  expect(kept).toBeGreaterThanOrEqual(120);
  expect((await filesBelow(join(cwd, "cache"))).filter((file) => file.endsWith(".tmp"))).toEqual([]);
  expect((await filesBelow(join(cwd, "cache", "checkpoints"))).length).toBeGreaterThan(0);
}, 60_000);

test("a reader that closes the progress ends the work, and without a crash", async () => {
  const closed = await prosodia(longTraining, {
    cwd,
    onStderr: (text, _interrupt, close) => {
      if (text.includes("Measuring")) close();
    },
  });
  expect(closed.code).toBe(0);
  expect(closed.stdout).toBe("");
}, 60_000);

test("a leaking experiment fails and says which clips", async () => {
  const [a, b] = names;
  await writeFile(
    join(cwd, "given.csv"),
    `path,label,split\ncorpus/${a},happy,train\ncorpus/${names[5]},sad,train\ncorpus/${b},happy,test\ntwin.wav,sad,test\n`,
  );
  await copyFile(join(cwd, "corpus", names[5]), join(cwd, "twin.wav"));
  await writeFile(
    join(cwd, "given.yaml"),
    EXPERIMENT.replace("path: corpus", "path: given.csv").replace("random, folds: 2", "given"),
  );
  const { code, stderr } = await prosodia(["train", "given.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/leak audit/);
  expect(stderr).toContain("twin");
  expect(stderr).toContain(names[5].slice(0, -4));
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("weights to start from: their own clips are refused for testing, and what they began from is told on", async () => {
  const fresh = join(cwd, "others");
  await mkdir(fresh);
  const others = [...demoClips({ voices: 2, takes: 1, seed: 4, sampleRate: 8000 })];
  for (const { name, audio } of others) await writeFile(join(fresh, name), encodeWav(audio));
  const { weights, provenance } = await decodeWeights(
    "mlp",
    Uint8Array.from(await readFile(join(cwd, "runs", "small", "recognisers", "mlp.weights"))),
  );
  expect(provenance).toMatchObject({ name: "mlp", trainedOn: { length: names.length } });
  expect(provenance).not.toHaveProperty("pretrained");
  const begun = { ...provenance, pretrained: true } as const;
  await writeFile(join(cwd, "begun.weights"), await encodeWeights(weights, begun));
  const from = (corpus: string) => `
corpus: { path: ${corpus} }
split: { protocol: random, folds: 2 }
learners:
  mlp:
    recipe: { features: [{ id: mfcc, overTime: {} }] }
    model: { id: mlp, params: { hidden: [32], epochs: 2, batchSize: 16 } }
    warmStart: { weights: begun.weights }
`;
  await writeFile(join(cwd, "own.yaml"), from("corpus"));
  const own = await prosodia(["train", "own.yaml"], { cwd });
  expect(own.code).toBe(1);
  expect(own.stderr).toContain(names[0].slice(0, -4));
  await writeFile(join(cwd, "warm.yaml"), from("others"));
  const warm = await prosodia(["train", "warm.yaml"], { cwd });
  expect(warm.code, warm.stderr).toBe(0);
  const run = join(cwd, "runs", "warm");
  const scores = JSON.parse(await readFile(join(run, "scores.json"), "utf8"));
  expect(scores.recognisers).toMatchObject([{ name: "mlp", pretrained: true }]);
  const told = await decodeWeights(
    "mlp",
    Uint8Array.from(await readFile(join(run, "recognisers", "mlp.weights"))),
  );
  expect(told.provenance.pretrained).toBe(true);
  expect(told.provenance.trainedOn).toHaveLength(names.length + others.length);
}, 60_000);

test("the protocol leaky runs and is labelled as such everywhere", async () => {
  const { code, stdout } = await prosodia(
    ["train", "small.yaml", "--set", "split.protocol=leaky", "--set", "name=leaky", "--no-final"],
    { cwd },
  );
  expect(code).toBe(0);
  expect(stdout).toContain("LEAKY on purpose");
  expect(await readFile(join(cwd, "runs/leaky/report.html"), "utf8")).toContain("LEAKY");
  expect(await readFile(join(cwd, "runs/leaky/report.md"), "utf8")).toContain("LEAKY");
  expect(JSON.parse(await readFile(join(cwd, "runs/leaky/scores.json"), "utf8")).leaky).toBe(true);
}, 60_000);

test("a bad clip fails the run or is skipped, as the user chose", async () => {
  await mkdir(join(cwd, "bad"));
  for (const name of names.slice(0, 30)) await copyFile(join(cwd, "corpus", name), join(cwd, "bad", name));
  await writeFile(join(cwd, "bad", "03-01-05-01-01-01-24.wav"), "no audio");
  const failed = await prosodia(["train", "small.yaml", "--corpus", "bad", "--no-final"], { cwd });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/03-01-05-01-01-01-24\.wav.*onBadFile: skip/s);
  const skipped = await prosodia(
    ["train", "small.yaml", "--corpus", "bad", "--on-bad-file", "skip", "--no-final", "-o", "skipped"],
    { cwd },
  );
  expect(skipped.code, skipped.stderr).toBe(0);
  expect(skipped.stdout).toMatch(/skipped: .*03-01-05-01-01-01-24/);
  expect(skipped.stdout).toContain("n = 30");
}, 60_000);

test("what is wrong in an experiment file is named with its key", async () => {
  for (const [text, problem] of [
    ["corpus: [", /bad\.yaml, line \d+: the file is not YAML/],
    ["corpus: { path: corpus }\nlearner: {}", /"learner" is unknown.*Did you mean "learners"/],
    [EXPERIMENT.replace("folds: 2", "folds: two"), /split\.folds: .*expected.*number.*got "two"/],
    [EXPERIMENT.replace("id: svm", "id: svn"), /model "svn" is unknown.*Did you mean "svm"/],
    [EXPERIMENT.replace("kernel: rbf", "kernal: rbf"), /"kernal" is unknown.*"kernel"/],
    [EXPERIMENT.replace("id: mfcc,", "id: mfcc, params: { nMfcc: 0 },"), /nMfcc/],
    [
      EXPERIMENT.replace("members: [svm, mlp]", "members: [svm, mpl]"),
      /learner "mpl" is unknown.*Did you mean "mlp"/,
    ],
    [EXPERIMENT.replace("path: corpus", "path: nowhere"), /nowhere/],
  ] as const) {
    await writeFile(join(cwd, "bad.yaml"), text);
    const { code, stdout, stderr } = await prosodia(["train", "bad.yaml"], { cwd });
    expect([1, 2], text).toContain(code);
    expect(stdout).toBe("");
    expect(stderr, text).toMatch(problem);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
}, 60_000);

test("a csv names its file and line", async () => {
  await writeWav(join(cwd, "a.wav"), tone(8000));
  for (const [text, problem] of [
    ["path,label\na.wav,happy\nb.wav,sad\n", /clips\.csv, line 3: .*b\.wav/],
    ["path,label,id\na.wav,happy,x\na.wav,sad,x\n", /clips\.csv, line 3: .*x/],
  ] as const) {
    await writeFile(join(cwd, "clips.csv"), text);
    const { code, stderr } = await prosodia(["corpus", "inspect", "clips.csv"], { cwd });
    expect(code, text).toBe(1);
    expect(stderr, text).toMatch(problem);
  }
  await writeFile(join(cwd, "clips.csv"), "path,label\na.wav,happy\na.wav,glad\n");
  await writeFile(
    join(cwd, "labels.yaml"),
    EXPERIMENT.replace("path: corpus", "path: clips.csv, labels: [happy, sad]"),
  );
  const { code, stderr } = await prosodia(["train", "labels.yaml"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/glad.*happy, sad/);
});

test("what is odd about a table is told by inspect and by train", async () => {
  for (const [name, hertz] of [
    ["a.wav", 200],
    ["b.wav", 200],
    ["c.wav", 300],
  ] as const) {
    const samples = Float32Array.from(
      { length: 8000 },
      (_, i) => 0.5 * Math.sin((i * hertz * 2 * Math.PI) / 16_000),
    );
    await writeFile(join(cwd, name), encodeWav({ samples, sampleRate: 16_000 }));
  }
  const inspect = async (text: string): Promise<string> => {
    await writeFile(join(cwd, "clips.csv"), text);
    const { code, stdout } = await prosodia(["corpus", "inspect", "clips.csv"], { cwd });
    expect(code).toBe(0);
    return stdout;
  };
  expect(await inspect("path,lable\na.wav,happy\n")).toContain(
    'note: clips.csv: there is no column "label"; if "lable" is meant, rename it',
  );
  const odd = await inspect("path,label,speaker\na.wav,happy,S1\nb.wav,sad,s1\nc.wav,sad,S2\n");
  expect(odd).toContain(
    'two spellings: the speaker "S1" (clip a; clips.csv, line 2) is also written "s1" (clip b;',
  );
  expect(odd).toContain("identical audio under different labels: a (happy) = b (sad)");
  await writeFile(
    join(cwd, "odd.yaml"),
    EXPERIMENT.replace("path: corpus", "path: clips.csv, spellings: apart"),
  );
  const set = ["--set", "split.protocol=random", "--set", "split.folds=2"];
  const { stderr } = await prosodia(["train", "odd.yaml", "--dry-run", ...set], { cwd });
  expect(stderr).toContain("note: identical audio has different labels: a (happy), b (sad).");
}, 60_000);

test("no name, label or message reaches the terminal as a control character; JSON has it exactly", async () => {
  const evil = "\u001b[2J\u202ecalm\u009b\u200b";
  const rows = names.slice(0, 8).map((name, i) => `"corpus/${name}","${i % 2 === 0 ? evil : "sad"}"`);
  await writeFile(join(cwd, "evil.csv"), `path,label\n${rows.join("\n")}\n`);
  const config =
    "{ corpus: { path: evil.csv }, split: { protocol: random, folds: 2 }, learners: { svm: { model: { id: svm } } } }";
  await writeFile(join(cwd, "evil.yaml"), config);
  for (const args of [
    ["corpus", "inspect", "evil.csv"],
    ["train", "evil.yaml", "--dry-run"],
    ["train", "evil.yaml", "--set", `name=${evil}`],
    ["predict", `${evil}\n.wav`],
    ["predict", "--model", `${evil}.onnx`, "test/sample000.wav"],
    ["features", "extract", "test/sample000.wav", "-f", evil],
    [evil],
  ]) {
    const { stdout, stderr } = await prosodia(args, { cwd });
    expect(`${stdout}${stderr}`.match(/[^\P{Cc}\n\t]|\p{Cf}/u), args.join(" ")).toBeNull();
  }
  const { stdout } = await prosodia(["corpus", "inspect", "evil.csv", "--json"], { cwd });
  expect(JSON.parse(stdout).labels).toContainEqual({ value: evil, count: 4 });
}, 60_000);

test("corpus inspect counts, measures, and finds twins and unreadable files", async () => {
  const folder = join(cwd, "inspected");
  await mkdir(folder);
  for (const name of names.slice(0, 12)) await copyFile(join(cwd, "corpus", name), join(folder, name));
  await copyFile(join(cwd, "corpus", names[0]), join(folder, "03-01-01-01-01-02-20.wav"));
  await writeFile(join(folder, "03-01-05-01-01-01-24.wav"), "");
  const { code, stdout } = await prosodia(["corpus", "inspect", "inspected", "--json"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("03-01-01-01-01-02-20");
  const text = await prosodia(["corpus", "inspect", "inspected"], { cwd });
  expect(text.stdout).toMatch(/03-01-05-01-01-01-24\.wav.*empty/);
  expect(text.stdout).toMatch(/identical/i);
});

test("a cache that cannot be written is told of once, and does not end the run", async () => {
  await writeFile(join(cwd, "no-folder"), "");
  const { code, stderr } = await prosodia(["train", "small.yaml", "--no-final", "-o", "runs/no-cache"], {
    cwd,
    env: { PROSODIA_CACHE: join(cwd, "no-folder", "cache") },
  });
  expect(code, stderr).toBe(0);
  expect(stderr.match(/set PROSODIA_CACHE to a folder that can be written/g)).toHaveLength(1);
  await stat(join(cwd, "runs", "no-cache", "report.html"));
});

test("a run folder that cannot be made ends the run at once, as a disk's fault", async () => {
  const { code, stderr } = await prosodia(["train", "small.yaml", "-o", "/proc/nothing/run"], { cwd });
  expect(stderr).toContain(
    "/proc/nothing/run/experiment.json: the file cannot be written (there is no such file or folder",
  );
  expect(code).toBe(1);
});
