import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { ConfigError } from "../../base/errors.ts";
import { type Experiment, experimentFile, parseExperiment, readExperiment } from "./config.ts";
import type { Overrides } from "./parse-yaml.ts";

const SMALLEST = `
corpus: { path: clips }
learners:
  svm:
    recipe: {}
    model: { id: svm }
`;

/** A second recogniser, and what stands on the two. */
const withMore = (more: string): string => `${SMALLEST}
  mlp:
    recipe: { features: [{ id: functionals }] }
    model: { id: mlp }
${more}
`;

const parse = (text: string, overrides: Overrides = {}): Promise<Experiment> =>
  parseExperiment(text, "/lab/first.yaml", overrides);

/** The sentence with which a file is refused. */
async function refusal(text: string, overrides: Overrides = {}): Promise<string> {
  try {
    await parse(text, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("a small file", () => {
  test("gets every default", async () => {
    const { learners, ...rest } = await parse(SMALLEST);
    expect(rest).toEqual({
      name: "first",
      seed: 0,
      corpus: [{ path: "/lab/clips", exclude: [], share: 1, spellings: "one" }],
      split: { protocol: "random", folds: 5, testShare: 0.2, enrol: 0 },
      plugins: [],
      estimators: [],
      target: "label",
      onBadFile: "fail",
      final: true,
      marks: true,
    });
    expect(learners).toMatchObject([
      {
        id: "recogniser",
        name: "svm",
        augment: [],
        steps: [{ id: "standardise", params: { per: "number" } }],
        recipe: {
          sampleRate: null,
          frames: null,
          features: [{ id: "mfcc", params: { nMfcc: 20, nFft: 2048 } }],
        },
        model: { id: "svm", params: { kernel: "rbf", degree: 3, C: 1, balanced: true } },
      },
    ]);
  });

  test("says everything that it may say", async () => {
    const experiment = await parse(`
name: second.try-2
seed: 7
corpus: { path: /data/clips.csv, reader: csv, labels: [calm, sad], exclude: [a1] }
test: ../unlabelled
split: { protocol: contest, folds: 3, testShare: 0.5, only: 2 }
learners:
  net:
    augment: [{ id: noise, copies: 2 }, { id: speed, params: {} }]
    recipe: { sampleRate: 16000, frames: longest, features: [{ id: mel }] }
    steps: [{ id: standardise, params: { per: coefficient } }]
    model: { id: wigglenet, params: { channels: 8, epochs: 3 } }
  twin:
    recipe: { seconds: 2 }
    steps: []
    model: { id: kernel-ridge }
  pair: { id: mean-probability, members: [net, twin], weights: { net: 2 } }
  all: { id: majority-vote, members: [pair, net, { name: third, recipe: {}, model: { id: svm } }], tieBreaker: pair }
onBadFile: skip
final: false
`);
    expect(experiment).toMatchObject({
      name: "second.try-2",
      seed: 7,
      corpus: [{ path: "/data/clips.csv", reader: "csv", labels: ["calm", "sad"], exclude: ["a1"] }],
      test: "/unlabelled",
      split: { protocol: "contest", folds: 3, testShare: 0.5, only: 2 },
      onBadFile: "skip",
      final: false,
    });
    const [net, twin, pair, all] = experiment.learners;
    // the defaults of augmentations, features, steps and models are written out
    expect(net).toMatchObject({
      augment: [
        { id: "noise", copies: 2, params: { minDb: 15, maxDb: 35 } },
        { id: "speed", copies: 1, params: { rate: 1.05 } },
      ],
      steps: [{ id: "standardise", params: { per: "coefficient" } }],
      recipe: { sampleRate: 16000, frames: "longest", features: [{ id: "mel", params: { nFft: 2048 } }] },
      model: { params: { channels: 8, epochs: 3, batchSize: 4, design: "intended" } },
    });
    expect(twin).toMatchObject({ steps: [], recipe: { seconds: 2 } });
    expect(pair).toEqual({ id: "mean-probability", name: "pair", members: [net, twin], weights: { net: 2 } });
    expect(all).toMatchObject({
      members: [pair, net, { id: "recogniser", name: "third" }],
      tieBreaker: "pair",
    });
  });

  test("several corpora are a list, each with labels of its own", async () => {
    const text = SMALLEST.replace(
      /^corpus.*$/m,
      "corpus: [{ path: a, labels: { glad: happy, bored: null } }, { path: b, name: own, share: 0.5, perLabel: 3 }]",
    );
    const { corpus } = await parse(text);
    expect(corpus).toEqual([
      { path: "/lab/a", labels: { glad: "happy", bored: null }, exclude: [], share: 1, spellings: "one" },
      { path: "/lab/b", name: "own", exclude: [], share: 0.5, perLabel: 3, spellings: "one" },
    ]);
    await expect(parse(text.replace("bored: null", "bored: 3"))).rejects.toThrow(
      "corpus.0.labels: expected a list of labels, or a mapping from each label to what it is called here, or to null; got",
    );
    await expect(parse(text.replace("share", "shre"))).rejects.toThrow(
      'the key "corpus.1.shre" is unknown; expected one of path, reader, name, labels',
    );
  });

  test("as JSON, and again from its own JSON, says the same", async () => {
    const experiment = await parse(SMALLEST);
    expect(await parse(JSON.stringify(experimentFile(experiment)))).toEqual(experiment);
  });
});

describe("a key that is wrong is named, with what was expected and what was got", () => {
  const cases: [what: string, text: string, sentence: string][] = [
    [
      "unknown key",
      `${SMALLEST}sed: 1\n`,
      'the key "sed" is unknown; expected one of name, seed, plugins, corpus',
    ],
    ["near word", `${SMALLEST}sed: 1\n`, 'Did you mean "seed"?'],
    [
      "unknown key deep down",
      SMALLEST.replace("id: svm", "id: svm, parms: {}"),
      'learners.svm: the key "model.parms" is unknown; expected one of id, params. Did you mean "params"?',
    ],
    ["missing corpus", SMALLEST.replace(/^corpus.*$/m, ""), "corpus: "],
    ["no learners", "corpus: { path: x }\nlearners: {}\n", "learners: expected at least one learner"],
    ["negative seed", `${SMALLEST}seed: -1\n`, "seed: "],
    ["seed as text", `${SMALLEST}seed: "7"\n`, 'got "7"'],
    ["no folds", `${SMALLEST}split: { folds: 0 }\n`, "split.folds: "],
    ["whole share", `${SMALLEST}split: { testShare: 1 }\n`, "split.testShare: "],
    ["one named fold", `${SMALLEST}split: { protocol: speaker, folds: [[a]] }\n`, "split.folds: "],
    [
      "named folds of clips",
      `${SMALLEST}split: { protocol: random, folds: [[a], [b]] }\n`,
      "split.folds: names what each fold tests, but the protocol random keeps nothing apart; expected a number.",
    ],
    [
      "unknown choice",
      `${SMALLEST}onBadFile: ignore\n`,
      'onBadFile: invalid option: expected one of "skip"|"fail"',
    ],
    [
      "name with a slash",
      `${SMALLEST}name: ../x\n`,
      "name: expected a name of letters, digits, dots and dashes",
    ],
    [
      "learner with a slash",
      SMALLEST.replace("  svm:", "  a/b:"),
      'learners.a/b: expected a name of letters, digits, dots and dashes that does not begin with a dot; got "a/b".',
    ],
    ["name that climbs", `${SMALLEST}name: ..\n`, "name: expected a name"],
    [
      "vote that climbs",
      withMore("  ../club: { id: majority-vote, members: [svm, mlp] }"),
      "learners.../club: expected a name of letters",
    ],
    [
      "21 copies",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: noise, copies: 21 }]"),
      "copies: ",
    ],
    [
      "copies that are all the same",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: speed, copies: 2 }]"),
      "learners.svm.augment.0.copies: expected 1, since no chance changes the copies of speed; got 2.",
    ],
    [
      "other scale",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    steps: [{ id: standardise, params: { per: row } }]"),
      "learners.svm.steps.0: standardise: per: ",
    ],
    [
      "parameter of the model",
      SMALLEST.replace("id: svm", "id: svm, params: { C: -1 }"),
      "learners.svm.model svm: C: too small: expected number to be >0; got -1.",
    ],
    [
      "parameter of a feature",
      SMALLEST.replace("{}", "{ features: [{ id: mfcc }, { id: mfcc, params: { nMfcc: 0 } }] }"),
      "learners.svm.recipe.features.1: feature mfcc: nMfcc: ",
    ],
    [
      "parameter of an augmentation",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: noise, params: { loud: 1 } }]"),
      'learners.svm.augment.0: noise: the key "loud" is unknown',
    ],
    [
      "parameter of a vote",
      withMore("  club: { id: majority-vote, members: [svm, mlp], tie: mlp }"),
      'learners.club: the key "tie" is unknown',
    ],
    [
      "tie-breaker that is no member",
      withMore("  club: { id: majority-vote, members: [svm, mlp], tieBreaker: rbf }"),
      'learners.club: tieBreaker: "rbf" is no member; expected one of svm, mlp.',
    ],
    [
      "member that is there twice",
      withMore("  club: { id: majority-vote, members: [svm, svm] }"),
      "learners.club: two members have the name svm; expected different names.",
    ],
    [
      "features without frames for a model of images",
      SMALLEST.replace("id: svm", "id: wigglenet").replace(
        "recipe: {}",
        "recipe: { features: [{ id: functionals }] }",
      ),
      "learners.svm: the model wigglenet needs images",
    ],
    [
      "features over time for a model of images",
      SMALLEST.replace("id: svm", "id: wigglenet").replace(
        "recipe: {}",
        "recipe: { features: [{ id: mfcc, overTime: {} }] }",
      ),
      "the model wigglenet needs images [coefficient, frame]; the feature mfcc has no frames.",
    ],
    [
      "a step to vectors before a model of images",
      SMALLEST.replace("id: svm", "id: wigglenet").replace(
        "recipe: {}",
        "recipe: {}\n    steps: [{ id: pca }]",
      ),
      "the model wigglenet needs images [coefficient, frame]; the step pca gives vectors.",
    ],
    [
      "a step of images without frames",
      SMALLEST.replace("recipe: {}", "recipe: { features: [{ id: functionals }] }\n    steps: [{ id: vq }]"),
      "the step vq needs images [coefficient, frame]; the feature functionals has no frames.",
    ],
    [
      "unknown step",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    steps: [{ id: pcb }]"),
      'learners.svm.steps.0.id: step "pcb" is unknown; expected one of dwt, pca, permutation-importance, rfe, select-k-best, standardise, take-rows, tsne, umap, vq. Did you mean "pca"?',
    ],
    [
      "parameter of a step",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    steps: [{ id: pca, params: { dimensions: 0 } }]"),
      "learners.svm.steps.0: pca: dimensions: too small",
    ],
    ["alias of nothing", `${SMALLEST}test: *nowhere\n`, "YAML"],
  ];
  for (const [what, text, sentence] of cases) {
    test(what, async () => {
      expect(await refusal(text)).toContain(sentence);
      expect(await refusal(text)).toContain("/lab/first.yaml: ");
    });
  }
});

describe("an id that is unknown is an error with the known ones", () => {
  const cases: [what: string, text: string, sentence: RegExp][] = [
    ["model", SMALLEST.replace("id: svm", "id: smv"), /model "smv" is unknown; .*Did you mean "svm"\?/],
    ["reader", SMALLEST.replace("clips", "clips, reader: ravdes"), /"ravdes" is unknown; .*mean "ravdess"\?/],
    [
      "protocol",
      `${SMALLEST}split: { protocol: speakers }\n`,
      /split "speakers" is unknown; .*mean "speaker"\?/,
    ],
    [
      "feature",
      SMALLEST.replace("{}", "{ features: [{ id: mfc }] }"),
      /recipe\.features\.0\.id: feature "mfc" is unknown; .* Did you mean "mfcc"\?/,
    ],
    [
      "augmentation",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: nois }]"),
      /augmentation "nois" is unknown; .*mean "noise"\?/,
    ],
    [
      "learner",
      withMore("  club: { id: majority-votes, members: [svm, mlp] }"),
      /learners\.club\.id: learner "majority-votes" is unknown; .* Did you mean "majority-vote"\?/,
    ],
  ];
  for (const [what, text, sentence] of cases) {
    test(what, async () => expect(await refusal(text)).toMatch(sentence));
  }
});

describe("learners that hold others", () => {
  test("need two members to vote", async () => {
    expect(await refusal(withMore("  club: { id: majority-vote, members: [svm] }"))).toContain(
      "learners.club: members: ",
    );
  });

  test("know the learners above them, and neither themselves nor those below", async () => {
    expect(await refusal(withMore("  club: { id: majority-vote, members: [svm, cnn] }"))).toBe(
      '/lab/first.yaml: learners.club.members.1: the learner "cnn" is unknown here; expected one of those above: svm, mlp. A learner that is named stands above the one that holds it.',
    );
    expect(await refusal(withMore("  club: { id: majority-vote, members: [svm, club] }"))).toContain(
      'the learner "club" is unknown',
    );
    const pair = "pair: { id: majority-vote, members: [svm, mlp] }";
    const club = "club: { id: majority-vote, members: [svm, pair] }";
    expect(await refusal(withMore(`  ${pair}\n  ${club}`))).toBe("");
    expect(await refusal(withMore(`  ${club}\n  ${pair}`))).toContain('the learner "pair" is unknown');
  });

  test("nest in any order, named by their places where they do not say how they are called", async () => {
    const route = "{ id: route, by: sex, branches: { female: { id: stack, members: [svm] }, male: mlp } }";
    const { learners } = await parse(withMore(`  all: { id: normalise, learner: ${route} }`));
    expect(learners[2]).toMatchObject({
      name: "all",
      by: "speaker",
      learner: {
        name: "all.learner",
        branches: {
          female: { name: "all.learner.branches.female", folds: 5, members: [{ name: "svm" }] },
          male: { name: "mlp" },
        },
      },
    });
  });

  test("say what they expected where a learner should be", async () => {
    expect(await refusal(withMore("  club: { id: majority-vote, members: svm }"))).toContain(
      'learners.club.members: expected a list of learners, got "svm".',
    );
    const long = "x".repeat(5000);
    expect((await refusal(withMore(`  club: { id: majority-vote, members: ${long} }`))).length).toBeLessThan(
      200,
    );
    expect((await refusal(withMore(`  by: { id: route, by: sex, branches: ${long} }`))).length).toBeLessThan(
      200,
    );
    expect(await refusal(withMore("  to: { id: normalise, learner: 7 }"))).toContain(
      "learners.to.learner: expected a learner, got 7.",
    );
    expect(
      await refusal(withMore("  by: { id: route, by: label, branches: { sad: svm, calm: mlp } }")),
    ).toContain("learners.by: by: a route by the label would need the answer.");
  });

  test("tell groups of labels by a router only, each in one group, each group with a branch", async () => {
    const routeOf = (more: string) =>
      withMore(`  by: { id: route, by: label, branches: { low: svm, high: mlp }, ${more} }`);
    expect(await refusal(routeOf("router: svm, groups: { low: [sad], high: [angry, happy] }"))).toBe("");
    expect(await refusal(routeOf("groups: { low: [sad], high: [angry] }"))).toContain(
      "learners.by: router: expected a learner that tells the groups of label; got none.",
    );
    expect(await refusal(routeOf("router: svm, groups: { low: [sad], loud: [angry] }"))).toContain(
      "learners.by: groups: expected one for each branch (high, low); got loud, low.",
    );
    expect(await refusal(routeOf("router: svm, groups: { low: [sad], high: [angry, sad] }"))).toContain(
      'learners.by: groups: "sad" is in two groups.',
    );
  });
});

test("the protocol contest needs a test folder", async () => {
  expect(await refusal(`${SMALLEST}split: { protocol: contest }\n`)).toBe(
    '/lab/first.yaml: the key "test", a folder of test clips, and the protocol contest go together; got the protocol contest without it.',
  );
  expect(await refusal(`${SMALLEST}test: unseen\n`)).toContain("got the protocol random with it.");
});

describe("overrides", () => {
  test("change values, and add what the file leaves out", async () => {
    const experiment = await parse(SMALLEST, {
      seed: 5,
      "split.folds": 2,
      "learners.svm.model.params.C": 3,
      "learners.svm.steps": [],
      "corpus.exclude": ["a", "b"],
      name: "other",
    });
    expect(experiment).toMatchObject({
      name: "other",
      seed: 5,
      corpus: [{ exclude: ["a", "b"] }],
      split: { protocol: "random", folds: 2 },
      learners: [{ name: "svm", steps: [], model: { params: { C: 3, degree: 3 } } }],
    });
  });

  test("reach into lists by number", async () => {
    const text = SMALLEST.replace("{}", "{ features: [{ id: mel }, { id: mfcc }] }");
    const { learners } = await parse(text, { "learners.svm.recipe.features.1.params.nMfcc": 7 });
    expect(learners).toMatchObject([{ recipe: { features: [{ id: "mel" }, { params: { nMfcc: 7 } }] } }]);
  });

  test("reach names with dots: those that are there as they are, new ones between quotes", async () => {
    const text = SMALLEST.replace("svm:", "v1.2:");
    const inner = "learners.v1.2.model.params.C";
    expect(await parse(text, { [inner]: 3 })).toMatchObject({
      learners: [{ name: "v1.2", model: { params: { C: 3 } } }],
    });
    expect(await parse(text, { 'learners."v1.2".model.id': "kernel-ridge" })).toMatchObject({
      learners: [{ name: "v1.2", model: { id: "kernel-ridge" } }],
    });
    const added = { recipe: {}, model: { id: "svm" } };
    const { learners } = await parse(text, { 'learners."v1.3"': added });
    expect(learners.map(({ name }) => name)).toEqual(["v1.2", "v1.3"]);
    const both = `${text}  v1: { recipe: {}, model: { id: svm } }\n`;
    expect(await parse(both, { "learners.v1.model.params.C": 3, [inner]: 2 })).toMatchObject({
      learners: [{ model: { params: { C: 2 } } }, { model: { params: { C: 3 } } }],
    });
  });

  test("are checked as the file is", async () => {
    expect(await refusal(SMALLEST, { sed: 1 })).toContain('the key "sed" is unknown');
    expect(await refusal(SMALLEST, { "split.folds": "many" })).toContain("split.folds: ");
    expect(await refusal(SMALLEST, { "learners.svm.model.id": "smv" })).toContain('model "smv" is unknown');
  });

  test("do not touch the prototype of objects", async () => {
    expect(await refusal(SMALLEST, { "__proto__.polluted": true })).toContain(
      'the key "__proto__" is unknown',
    );
    expect("polluted" in {}).toBe(false);
  });
});

describe("columns and spellings", () => {
  test("any column of a table can be learnt, and spellings can be said to differ", async () => {
    const text = SMALLEST.replace("path: clips", "path: clips, spellings: apart");
    expect(await parse(`${text}target: Mood of day\n`)).toMatchObject({
      corpus: [{ spellings: "apart" }],
      target: "Mood of day",
    });
    expect(await refusal(SMALLEST.replace("path: clips", "path: clips, spellings: two"))).toContain(
      'corpus.spellings: invalid option: expected one of "one"|"apart"; got "two"',
    );
  });
});

describe("the file", () => {
  test("that is no YAML is an error with its line", async () => {
    expect(await refusal(`${SMALLEST}seed: [1\nfinal: true\n`)).toMatch(
      /^\/lab\/first\.yaml, line \d+: the file is not YAML: /,
    );
    expect(await refusal("a:\n\t- b\n")).toMatch(/^\/lab\/first\.yaml, line 2: the file is not YAML: Tabs/);
    expect(await refusal(`${SMALLEST}seed: 1\nseed: 2\n`)).toMatch(
      /, line 8: the key "\w+" occurs twice; expected it once/,
    );
  });

  test("that holds something else is an error", async () => {
    expect(await refusal("# nothing yet\n")).toBe(
      "/lab/first.yaml: the file is empty; expected an experiment: corpus, split and learners. prosodia train --help shows one.",
    );
    expect(await refusal("- svm\n")).toContain('got ["svm"]');
  });

  test("is read from the disk; paths start at its folder, and the name is its own", async () => {
    const root = temporaryFolder({ "deep/my-run.v2.yaml": SMALLEST });
    const experiment = await readExperiment(join(root, "deep/my-run.v2.yaml"), { seed: 3 });
    expect(experiment).toMatchObject({
      name: "my-run.v2",
      seed: 3,
      corpus: [{ path: join(root, "deep/clips") }],
    });
  });

  test("that is missing is an error", async () => {
    const path = join(temporaryFolder({}), "none.yaml");
    const reading = readExperiment(path);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(
      `${path}: the experiment file cannot be read (there is no such file or folder`,
    );
  });
});
