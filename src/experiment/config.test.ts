import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { ConfigError } from "../base/errors.ts";
import { type Experiment, type Overrides, parseExperiment, readExperiment } from "./config.ts";

const SMALLEST = `
corpus: { path: clips }
recognisers:
  svm:
    recipe: {}
    model: { id: svm }
`;

/** A second recogniser, and ensembles of the two. */
const withEnsembles = (ensembles: string): string => `${SMALLEST}
  mlp:
    recipe: { features: [{ id: mfcc-stats }] }
    model: { id: mlp }
ensembles:
${ensembles}
`;

const parse = (text: string, overrides: Overrides = {}): Experiment =>
  parseExperiment(text, "/lab/first.yaml", overrides);

/** The sentence with which a file is refused. */
function refusal(text: string, overrides: Overrides = {}): string {
  try {
    parse(text, overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("a small file", () => {
  test("gets every default", () => {
    const { recognisers, ...rest } = parse(SMALLEST);
    expect(rest).toEqual({
      name: "first",
      seed: 0,
      corpus: { path: "/lab/clips", exclude: [] },
      split: { protocol: "random", folds: 5, testShare: 0.2 },
      ensembles: {},
      onBadFile: "fail",
      final: true,
    });
    expect(recognisers).toMatchObject({
      svm: {
        augment: [],
        scale: "standard",
        recipe: {
          sampleRate: null,
          frames: null,
          features: [{ id: "mfcc", params: { nMfcc: 20, nFft: 2048 } }],
        },
        model: { id: "svm", params: { kernel: "poly", degree: 2, C: 1, balanced: true } },
      },
    });
  });

  test("says everything that it may say", () => {
    const experiment = parse(`
name: second.try-2
seed: 7
corpus: { path: /data/clips.csv, reader: csv, labels: [calm, sad], exclude: [a1] }
test: ../unlabelled
split: { protocol: contest, folds: 3, testShare: 0.5, only: 2 }
recognisers:
  net:
    augment: [{ id: noise, copies: 2 }, { id: speed, params: {} }]
    recipe: { sampleRate: 16000, frames: longest, features: [{ id: mel }] }
    scale: coefficient
    model: { id: wigglenet, params: { channels: 8, epochs: 3 } }
  twin:
    recipe: { seconds: 2 }
    scale: none
    model: { id: kernel-ridge }
ensembles:
  pair: { id: mean-probability, members: [net, twin], params: { weights: { net: 2 } } }
  all: { id: majority-vote, members: [pair, net, twin], params: { tieBreaker: pair } }
onBadFile: skip
final: false
`);
    expect(experiment).toMatchObject({
      name: "second.try-2",
      seed: 7,
      corpus: { path: "/data/clips.csv", reader: "csv", labels: ["calm", "sad"], exclude: ["a1"] },
      test: "/unlabelled",
      split: { protocol: "contest", folds: 3, testShare: 0.5, only: 2 },
      onBadFile: "skip",
      final: false,
    });
    const { net, twin } = experiment.recognisers;
    expect(net.augment.map(({ id, copies }) => [id, copies])).toEqual([
      ["noise", 2],
      ["speed", 1],
    ]);
    // the defaults of augmentations, features and models are written out
    for (const { params } of net.augment) expect(Object.keys(params).length).toBeGreaterThan(0);
    expect(net).toMatchObject({
      scale: "coefficient",
      recipe: { sampleRate: 16000, frames: "longest", features: [{ id: "mel", params: { nFft: 2048 } }] },
      model: { params: { channels: 8, epochs: 3, batchSize: 4, design: "intended" } },
    });
    expect(twin).toMatchObject({ scale: "none", recipe: { seconds: 2 } });
    expect(Object.keys(experiment.ensembles)).toEqual(["pair", "all"]);
    expect(experiment.ensembles.pair.params).toEqual({ weights: { net: 2 } });
  });

  test("as JSON, and again from its own JSON, says the same", () => {
    const experiment = parse(SMALLEST);
    expect(parse(JSON.stringify(experiment))).toEqual(experiment);
  });
});

describe("a key that is wrong is named, with what was expected and what was got", () => {
  const cases: [what: string, text: string, sentence: string][] = [
    ["unknown key", `${SMALLEST}sed: 1\n`, 'the key "sed" is unknown; expected one of name, seed, corpus'],
    ["near word", `${SMALLEST}sed: 1\n`, 'Did you mean "seed"?'],
    [
      "unknown key deep down",
      SMALLEST.replace("id: svm", "id: svm, parms: {}"),
      'the key "recognisers.svm.model.parms" is unknown; expected one of id, params. Did you mean "params"?',
    ],
    ["missing corpus", SMALLEST.replace(/^corpus.*$/m, ""), "corpus: "],
    [
      "no recognisers",
      "corpus: { path: x }\nrecognisers: {}\n",
      "recognisers: expected at least one recogniser",
    ],
    ["negative seed", `${SMALLEST}seed: -1\n`, "seed: "],
    ["seed as text", `${SMALLEST}seed: "7"\n`, 'got "7"'],
    ["no folds", `${SMALLEST}split: { folds: 0 }\n`, "split.folds: "],
    ["whole share", `${SMALLEST}split: { testShare: 1 }\n`, "split.testShare: "],
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
      "recogniser with a slash",
      SMALLEST.replace("  svm:", "  a/b:"),
      'recognisers: expected a name of letters, digits, dots and dashes that does not begin with a dot; got "a/b".',
    ],
    ["name that climbs", `${SMALLEST}name: ..\n`, "name: expected a name"],
    [
      "ensemble that climbs",
      withEnsembles("  ../club: { id: majority-vote, members: [svm, mlp] }"),
      "ensembles: expected a name of letters",
    ],
    [
      "21 copies",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: noise, copies: 21 }]"),
      "copies: ",
    ],
    [
      "other scale",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    scale: minmax"),
      "recognisers.svm.scale: ",
    ],
    [
      "parameter of the model",
      SMALLEST.replace("id: svm", "id: svm, params: { C: -1 }"),
      "recognisers.svm.model svm: C: too small: expected number to be >0; got -1.",
    ],
    [
      "parameter of a feature",
      SMALLEST.replace("{}", "{ features: [{ id: mfcc }, { id: mfcc, params: { nMfcc: 0 } }] }"),
      "recognisers.svm.recipe.features.1: feature mfcc: nMfcc: ",
    ],
    [
      "parameter of an augmentation",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    augment: [{ id: noise, params: { loud: 1 } }]"),
      'recognisers.svm.augment.0: noise: the key "loud" is unknown',
    ],
    [
      "parameter of an ensemble",
      withEnsembles("  club: { id: majority-vote, members: [svm, mlp], params: { tie: mlp } }"),
      'ensembles.club: majority-vote: the key "tie" is unknown',
    ],
    [
      "tie-breaker that is no member",
      withEnsembles("  club: { id: majority-vote, members: [svm, mlp], params: { tieBreaker: rbf } }"),
      "ensembles.club: ",
    ],
    [
      "member that is there twice",
      withEnsembles("  club: { id: majority-vote, members: [svm, svm] }"),
      "ensembles.club: ",
    ],
    [
      "features without frames for a model of images",
      SMALLEST.replace("id: svm", "id: wigglenet").replace(
        "recipe: {}",
        "recipe: { features: [{ id: mfcc-stats }] }",
      ),
      "recognisers.svm: the model wigglenet needs images",
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
      "a reduction before a model of images",
      SMALLEST.replace("id: svm", "id: wigglenet").replace(
        "recipe: {}",
        "recipe: {}\n    reduce: { id: pca }",
      ),
      "the model wigglenet needs images [coefficient, frame]; the reduction pca gives vectors.",
    ],
    [
      "a reduction of images without frames",
      SMALLEST.replace("recipe: {}", "recipe: { features: [{ id: mfcc-stats }] }\n    reduce: { id: vq }"),
      "the reduction vq needs images [coefficient, frame]; the feature mfcc-stats has no frames.",
    ],
    [
      "unknown reduction",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    reduce: { id: pcb }"),
      'recognisers.svm.reduce.id: reduction "pcb" is unknown; expected one of pca, vq. Did you mean "pca"?',
    ],
    [
      "parameter of a reduction",
      SMALLEST.replace("recipe: {}", "recipe: {}\n    reduce: { id: pca, params: { dimensions: 0 } }"),
      "recognisers.svm.reduce pca: dimensions: too small",
    ],
    ["alias of nothing", `${SMALLEST}test: *nowhere\n`, "YAML"],
  ];
  for (const [what, text, sentence] of cases) {
    test(what, () => {
      expect(refusal(text)).toContain(sentence);
      expect(refusal(text)).toContain("/lab/first.yaml: ");
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
      "ensemble",
      withEnsembles("  club: { id: vote, members: [svm, mlp] }"),
      /ensemble "vote" is unknown; expected/,
    ],
  ];
  for (const [what, text, sentence] of cases) {
    test(what, () => expect(refusal(text)).toMatch(sentence));
  }
});

describe("ensembles", () => {
  test("need names that no recogniser has", () => {
    expect(refusal(withEnsembles("  mlp: { id: majority-vote, members: [svm, mlp] }"))).toBe(
      "/lab/first.yaml: ensembles.mlp: the name is taken by a recogniser.",
    );
  });

  test("need two members", () => {
    expect(refusal(withEnsembles("  club: { id: majority-vote, members: [svm] }"))).toContain(
      "ensembles.club.members: ",
    );
  });

  test("know recognisers and the ensembles above them, and neither themselves nor those below", () => {
    expect(refusal(withEnsembles("  club: { id: majority-vote, members: [svm, cnn] }"))).toBe(
      '/lab/first.yaml: ensembles.club: the member "cnn" is unknown; expected one of svm, mlp.',
    );
    expect(refusal(withEnsembles("  club: { id: majority-vote, members: [svm, club] }"))).toContain(
      'the member "club" is unknown',
    );
    const pair = "pair: { id: majority-vote, members: [svm, mlp] }";
    const club = "club: { id: majority-vote, members: [svm, pair] }";
    expect(refusal(withEnsembles(`  ${pair}\n  ${club}`))).toBe("");
    expect(refusal(withEnsembles(`  ${club}\n  ${pair}`))).toContain('the member "pair" is unknown');
  });
});

test("the protocol contest needs a test folder", () => {
  expect(refusal(`${SMALLEST}split: { protocol: contest }\n`)).toBe(
    '/lab/first.yaml: the key "test", a folder of test clips, and the protocol contest go together; got the protocol contest without it.',
  );
  expect(refusal(`${SMALLEST}test: unseen\n`)).toContain("got the protocol random with it.");
});

describe("overrides", () => {
  test("change values, and add what the file leaves out", () => {
    const experiment = parse(SMALLEST, {
      seed: 5,
      "split.folds": 2,
      "recognisers.svm.model.params.C": 3,
      "recognisers.svm.scale": "none",
      "corpus.exclude": ["a", "b"],
      name: "other",
    });
    expect(experiment).toMatchObject({
      name: "other",
      seed: 5,
      corpus: { exclude: ["a", "b"] },
      split: { protocol: "random", folds: 2 },
      recognisers: { svm: { scale: "none", model: { params: { C: 3, degree: 2 } } } },
    });
  });

  test("reach into lists by number", () => {
    const text = SMALLEST.replace("{}", "{ features: [{ id: mel }, { id: mfcc }] }");
    const { svm } = parse(text, { "recognisers.svm.recipe.features.1.params.nMfcc": 7 }).recognisers;
    expect(svm.recipe.features[1].params).toMatchObject({ nMfcc: 7 });
  });

  test("are checked as the file is", () => {
    expect(refusal(SMALLEST, { sed: 1 })).toContain('the key "sed" is unknown');
    expect(refusal(SMALLEST, { "split.folds": "many" })).toContain("split.folds: ");
    expect(refusal(SMALLEST, { "recognisers.svm.model.id": "smv" })).toContain('model "smv" is unknown');
  });

  test("do not touch the prototype of objects", () => {
    expect(refusal(SMALLEST, { "__proto__.polluted": true })).toContain('the key "__proto__" is unknown');
    expect("polluted" in {}).toBe(false);
  });
});

describe("the file", () => {
  test("that is no YAML is an error with its line", () => {
    expect(refusal(`${SMALLEST}seed: [1\nfinal: true\n`)).toMatch(
      /^\/lab\/first\.yaml, line \d+: the file is not YAML: /,
    );
    expect(refusal("a:\n\t- b\n")).toMatch(/^\/lab\/first\.yaml, line 2: the file is not YAML: Tabs/);
    expect(refusal(`${SMALLEST}seed: 1\nseed: 2\n`)).toMatch(
      /, line 8: the file is not YAML: Map keys must be unique/,
    );
  });

  test("that holds something else is an error", () => {
    expect(refusal("")).toContain("/lab/first.yaml: the value: ");
    expect(refusal("- svm\n")).toContain('got ["svm"]');
  });

  test("is read from the disk; paths start at its folder, and the name is its own", async () => {
    const root = temporaryFolder({ "deep/my-run.v2.yaml": SMALLEST });
    const experiment = await readExperiment(join(root, "deep/my-run.v2.yaml"), { seed: 3 });
    expect(experiment).toMatchObject({
      name: "my-run.v2",
      seed: 3,
      corpus: { path: join(root, "deep/clips") },
    });
  });

  test("that is missing is an error", async () => {
    const path = join(temporaryFolder({}), "none.yaml");
    const reading = readExperiment(path);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(`${path}: the experiment file cannot be read (ENOENT`);
  });
});
