import { describe, expect, test } from "vitest";
import { SPEAKER_FOLDS, toyInputs } from "../../test/toy-report.ts";
import { ConfigError } from "../base/errors.ts";
import { judge } from "../dataset/judge.ts";
import { createPredictions, selectClips } from "../dataset/predictions-table.ts";
import {
  buildReport,
  parseScoresFile,
  type Report,
  rankByUar,
  renderJson,
  type ScoresFile,
  scoresFileOf,
  voteRates,
} from "./index.ts";
import { renderProtocolTable, renderResultsTable, renderSummary } from "./results-table.ts";
import { duration, percentInterval, protocolSentence, pValue, verdict } from "./words.ts";

const report = buildReport(toyInputs());

describe("rankByUar", () => {
  const entry = (name: string, uar: number | null) => ({
    name,
    scores:
      uar === null
        ? []
        : (["accuracy", "uar"] as const).map((metric) => ({
            metric,
            value: metric === "uar" ? uar : 1 - uar,
            low: 0,
            high: 1,
            n: 9,
            resampled: "clip" as const,
          })),
  });

  test("best first, ties to the first, what has no scores last in its own order", () => {
    const entries = [
      entry("x", null),
      entry("low", 0.25),
      entry("a", 0.5),
      entry("y", null),
      entry("b", 0.5),
      entry("best", 0.75),
    ];
    const before = [...entries];
    expect(rankByUar(entries).map(({ name }) => name)).toEqual(["best", "a", "b", "low", "x", "y"]);
    expect(entries).toEqual(before);
    expect(rankByUar([entry("x", null), entry("y", null)]).map(({ name }) => name)).toEqual(["x", "y"]);
    expect(rankByUar([])).toEqual([]);
  });
});

describe("voteRates", () => {
  const member = (source: string, predicted: readonly number[], clipIds = ["a", "b", "c", "d"]) =>
    createPredictions({
      source,
      labels: ["calm", "happy", "sad"],
      clipIds,
      predicted: Int32Array.from(predicted),
      probabilities: new Float32Array(12).fill(1 / 3),
    });

  test("easy, barely and undecided clips are counted by decisions, clip by clip", () => {
    const members = [
      member("1", [0, 0, 0, 0]),
      member("2", [0, 0, 0, 0]),
      member("3", [1, 0, 1, 1]),
      member("4", [2, 0, 1, 1]),
      member("5", [2, 1, 0, 2], ["d", "c", "b", "a"]),
    ];
    // votes: a 2 1 2, b 5, c 2 3, d 2 2 1
    expect(voteRates(members)).toEqual({ easy: 2 / 4, barely: 0, undecided: 2 / 4, members: 5, clips: 4 });
  });

  test("members on other clips, or of one name, are errors", () => {
    const one = member("1", [0, 0, 0, 0]);
    expect(() => voteRates([one, member("2", [0, 0, 0, 0], ["a", "b", "c", "e"])])).toThrow(
      "predictions of 2: the clip d is missing.",
    );
    expect(() => voteRates([one, one])).toThrow("two members have the name 1");
  });
});

describe("buildReport", () => {
  test("ranks by UAR; equal ones keep their order", () => {
    expect(report.recognisers.map((one) => one.name)).toEqual(["svm", "club", "mlp"]);
    expect(report.recognisers[0].scores.find((score) => score.metric === "accuracy")).toMatchObject({
      value: 21 / 24,
      n: 24,
      resampled: "speaker",
    });
  });

  test("confusion matrix and scores per label", () => {
    expect([...(report.recognisers[0].confusion ?? [])]).toEqual([6, 2, 0, 0, 8, 0, 1, 0, 7]);
    expect(report.recognisers[0].labelScores.map((score) => score.support)).toEqual([8, 8, 8]);
    expect(report.recognisers[0].labelScores[0]).toMatchObject({ recall: 6 / 8, precision: 6 / 7 });
  });

  test("groups by sex, intensity and speaker", () => {
    const [sex, intensity, speaker] = report.recognisers[0].groups;
    expect([sex.by, intensity.by, speaker.by]).toEqual(["sex", "intensity", "speaker"]);
    expect(sex.rows.map(({ value, n, right }) => [value, n, right])).toEqual([
      ["female", 12, 11],
      ["male", 12, 10],
    ]);
    expect(intensity.rows.map(({ right }) => right)).toEqual([9, 12]);
    expect(speaker.rows.map(({ value, accuracy }) => [value, accuracy])).toEqual([
      ["1", 5 / 6],
      ["2", 4 / 6],
      ["3", 1],
      ["4", 1],
    ]);
    expect(speaker.rows[2].low).toBeLessThan(0.7);
  });

  test("a field with one value is no table, and numbers sort by size", () => {
    const inputs = toyInputs();
    const clips = inputs.clips.map((clip, i) => ({
      ...clip,
      sex: "male" as const,
      speaker: ["10", "9", "a"][i % 3],
    }));
    const { groups } = buildReport({ ...inputs, clips }).recognisers[0];
    expect(groups.map((table) => table.by)).toEqual(["intensity", "speaker"]);
    expect(groups[1].rows.map((row) => row.value)).toEqual(["9", "10", "a"]);
  });

  test("compares the best with the others", () => {
    expect(report.comparisons.map(({ a, b, onlyA, onlyB }) => [a, b, onlyA, onlyB])).toEqual([
      ["svm", "club", 0, 0],
      ["svm", "mlp", 6, 1],
    ]);
    expect(report.comparisons[1].pValue).toBeCloseTo(0.125, 12);
    expect(report.comparisons[1].adjusted).toBeCloseTo(0.25, 12);
    expect(report.comparisons[1].agreement).toBeCloseTo(17 / 24, 12);
  });

  test("how far the best leads the next is told in UAR, over whole speakers where these are kept apart", () => {
    expect(report.lead).toMatchObject({
      over: "club",
      difference: { metric: "uar", value: 0, low: 0, high: 0, n: 24, resampled: "speaker" },
    });
    const inputs = toyInputs();
    const two = { ...inputs, recognisers: inputs.recognisers.slice(0, 2) };
    const { lead } = buildReport(two);
    expect(lead?.over).toBe("mlp");
    expect(lead?.difference.value).toBeCloseTo(5 / 24, 12);
    // a speaker's own differences: 1, 2, 2 and 0 of 6 clips
    expect(lead?.difference.low).toBeGreaterThanOrEqual(0);
    const random = buildReport({ ...two, protocol: { ...SPEAKER_FOLDS, id: "random", apart: null } });
    expect(random.lead?.difference.resampled).toBe("clip");
    expect(buildReport({ ...inputs, recognisers: inputs.recognisers.slice(0, 1) }).lead).toBeNull();
    expect(buildReport(toyInputs({ unlabelled: true })).lead).toBeNull();
  });

  test("names each learner's id", () => {
    expect(report.recognisers.map(({ name, learner }) => [name, learner])).toEqual([
      ["svm", "recogniser"],
      ["club", "majority-vote"],
      ["mlp", "recogniser"],
    ]);
  });

  test("the hardest clips count recognisers, not what votes over them", () => {
    const [first, second, third] = report.hardest;
    expect(first).toMatchObject({ clipId: "clip-00", truth: "calm", wrong: 2, of: 2 });
    expect(first.answers).toEqual([{ label: "happy", count: 2 }]);
    expect(second.clipId).toBe("clip-05");
    expect(third).toMatchObject({ wrong: 1, of: 2 });
    expect(report.hardest).toHaveLength(9);
    const inputs = toyInputs();
    const voters = inputs.recognisers.map((one) => ({ ...one, learner: "majority-vote" }));
    expect(buildReport({ ...inputs, recognisers: voters }).hardest[0]).toMatchObject({ wrong: 3, of: 3 });
  });

  test("counts clips, speakers and labels", () => {
    expect(report.corpus).toMatchObject({ clips: 24, speakers: 4, labelCounts: [8, 8, 8], unlabelled: 0 });
  });

  test("a contest has predictions and no scores", () => {
    const contest = buildReport(toyInputs({ unlabelled: true }));
    expect(contest.recognisers.map((one) => [one.name, one.scores, one.confusion])).toEqual([
      ["mlp", [], null],
      ["svm", [], null],
      ["club", [], null],
    ]);
    expect(contest.comparisons).toEqual([]);
    expect(contest.hardest).toEqual([]);
    expect(contest.corpus.unlabelled).toBe(24);
    expect(verdict(contest)).toBeNull();
  });

  test("recognisers on different clips, and none at all, are errors", () => {
    const inputs = toyInputs();
    const [first, ...rest] = inputs.recognisers;
    const short = {
      ...first,
      predictions: judge(selectClips(first.predictions, first.predictions.clipIds.slice(1)), new Map()),
    };
    expect(() => buildReport({ ...inputs, recognisers: [short, ...rest] })).toThrow(
      "the clip clip-00 is missing",
    );
    const truth = first.predictions.truth.with(3, -1);
    const other = { ...first, predictions: { ...first.predictions, truth } };
    expect(() => buildReport({ ...inputs, recognisers: [other, ...rest] })).toThrow(
      /the truth of the clip clip-03 is unknown; svm says calm\.$/,
    );
    expect(() => buildReport({ ...inputs, recognisers: [] })).toThrow(ConfigError);
  });
});

describe("words", () => {
  const sentence = (change: Partial<Report["protocol"]>): string =>
    protocolSentence({ ...report, protocol: { ...SPEAKER_FOLDS, ...change } });

  test("protocols in plain words", () => {
    expect(sentence({})).toBe(
      "Every clip was predicted by a recogniser that had learnt from other speakers only (4 folds, seed 7): the score to expect for new people.",
    );
    expect(sentence({ id: "random", apart: null })).toContain(
      "had never heard it or a copy of it (4 folds, seed 7, stratified by label). Speakers and sentences are shared",
    );
    expect(sentence({ id: "take", apart: "take", folds: 1 })).toContain(
      "had never heard its take (one held-out part, seed 7). Speakers are shared",
    );
    expect(sentence({ named: true })).toContain("(4 folds that the experiment names)");
    expect(sentence({ id: "leaky", apart: null, leaky: true })).toContain("worthless as measurements");
    expect(sentence({ id: "given", apart: null })).toContain("The corpus's own sides");
    expect(sentence({ id: "contest", apart: null })).toContain("A contest");
  });

  test("scores of those who know the tested speakers are not said to be those for new people", () => {
    const known = (which: readonly string[], change: Partial<Report["protocol"]> = {}): string =>
      protocolSentence({
        ...report,
        protocol: { ...SPEAKER_FOLDS, ...change },
        recognisers: report.recognisers.map((one) =>
          which.includes(one.name) ? { ...one, knowsSpeakers: true as const } : one,
        ),
      });
    expect(known(["svm"])).toBe(
      "Every clip was predicted by a recogniser that had learnt from other speakers only (4 folds, seed 7): the score to expect for new people. " +
        'Where it says "speakers known", other clips of the tested speaker, without labels, were at hand: not the score to expect for new people.',
    );
    expect(known(["svm", "club", "mlp"])).toBe(
      "Every clip was predicted by a recogniser that had learnt from other speakers only (4 folds, seed 7). " +
        "Other clips of the tested speaker, without labels, were at hand: not the score to expect for new people.",
    );
    expect(known(["svm"], { enrol: 20 })).toMatch(
      /: not the score to expect for new people\. 20 clips of every tested speaker were set aside for that, unscored\.$/,
    );
    expect(known([], { enrol: 1 })).toMatch(
      /: the score to expect for new people\. 1 clip of every tested speaker was set aside, unscored\.$/,
    );
    expect(known(["svm"], { id: "corpus", apart: "corpus" })).toContain(
      'the score to expect elsewhere. Where it says "speakers known", other clips',
    );
    expect(known(["svm", "club", "mlp"], { id: "corpus", apart: "corpus" })).toContain(
      "from other corpora only (4 folds, seed 7). Other clips",
    );
    expect(known(["svm"], { id: "random", apart: null })).toMatch(
      /expect lower scores for new people\. Where it says "speakers known", other clips of the tested speaker, without labels, were at hand\.$/,
    );
  });

  test("says when only some clips were predicted", () => {
    expect(protocolSentence({ ...report, corpus: { ...report.corpus, clips: 100 } })).toContain(
      "Every one of 24 held-out clips (of 100) was predicted",
    );
  });

  test("the verdict names the best, the interval, chance, and how sure the lead is", () => {
    expect(verdict(report)).toMatch(
      /^Best: svm, UAR 87\.5 % \(95 % interval \d\d\.\d–\d+\.\d; chance 33\.3 %\)\. club has the same UAR\.$/,
    );
    expect(verdict({ ...report, protocol: { ...SPEAKER_FOLDS, leaky: true } })).toBeNull();
    const [svm, club, mlp] = report.recognisers;
    const known = { knowsSpeakers: true } as const;
    expect(verdict({ ...report, recognisers: [{ ...svm, ...known }, { ...club, ...known }, mlp] })).toMatch(
      /; chance 33\.3 %; speakers known\)\. .* Best of those that do not know the tested speakers by other clips: mlp, UAR 66\.7 % \(95 % interval \d\d\.\d–\d+\.\d\)\.$/,
    );
    expect(verdict({ ...report, recognisers: [svm, { ...club, ...known }, mlp] })).not.toContain(
      "do not know",
    );
    const led = (low: number, high: number) =>
      verdict({ ...report, lead: { over: "mlp", difference: { ...svm.scores[0], value: 0.02, low, high } } });
    expect(led(0.004, 0.04)).toContain(
      "Its lead over mlp on the same clips, 2.0 points of UAR (95 % interval +0.4 to +4.0), is more than chance.",
    );
    expect(led(-0.004, 0.04)).toContain("(95 % interval −0.4 to +4.0), may be chance.");
  });

  test("numbers", () => {
    expect([0, 0.42, 9.96, 12.4, 59.4, 60, 200, 3599.9, 3900].map(duration)).toEqual([
      "0.0 s",
      "0.42 s",
      "10 s",
      "12 s",
      "59 s",
      "1 min 0 s",
      "3 min 20 s",
      "1 h 0 min",
      "1 h 5 min",
    ]);
    expect([0.0004, 0.05, 1].map(pValue)).toEqual(["< 0.001", "0.050", "1.000"]);
    expect(percentInterval({ low: 0.123, high: 1 })).toBe("12.3–100.0");
  });
});

describe("json", () => {
  test("holds everything, with labels in place of indices", () => {
    const json = JSON.parse(renderJson(report));
    expect(json).toMatchObject({
      version: 2,
      title: "Toy experiment",
      protocol: { id: "speaker" },
      config: "seed: 7\n",
    });
    const [svm, club] = json.recognisers;
    expect([svm.learner, club.learner]).toEqual(["recogniser", "majority-vote"]);
    expect(svm.confusion).toEqual([
      [6, 2, 0],
      [0, 8, 0],
      [1, 0, 7],
    ]);
    expect(svm.labels[2]).toMatchObject({ label: "sad", support: 8 });
    expect(svm.predictions[1]).toEqual({
      clip: "clip-01",
      truth: "happy",
      predicted: "happy",
      probabilities: [0.2, 0.6, 0.2],
    });
    expect(svm.scores).toHaveLength(6);
    const contest = JSON.parse(renderJson(buildReport(toyInputs({ unlabelled: true }))));
    expect(contest.recognisers[0]).toMatchObject({ confusion: null });
    expect(contest.recognisers[0].predictions[0].truth).toBeNull();
  });
});

describe("scores.json", () => {
  const file = scoresFileOf(report);

  test("a round trip", () => {
    expect(parseScoresFile("run/scores.json", JSON.stringify(file))).toEqual(file);
    expect(file).toMatchObject({
      version: 2,
      name: "Toy experiment",
      corpus: "toy",
      clips: 24,
      folds: 4,
      seed: 7,
      recognisers: [
        { name: "svm", learner: "recogniser" },
        { name: "club", learner: "majority-vote" },
        { name: "mlp", learner: "recogniser" },
      ],
    });
  });

  test("damage names the file and the key", () => {
    const parse = (change: object) => () =>
      parseScoresFile("run/scores.json", JSON.stringify({ ...file, ...change }));
    expect(parse({ version: 1 })).toThrow(
      "run/scores.json: version: expected version 2; train the run again; got 1.",
    );
    expect(parse({ folds: "many" })).toThrow(/^run\/scores\.json: folds: .*got "many"\.$/);
    expect(parse({ fold: 1 })).toThrow('run/scores.json: the key "fold" is unknown');
    expect(() => parseScoresFile("run/scores.json", "{")).toThrow("run/scores.json: expected JSON");
  });

  test("a table over runs: by protocol, best first, leaky last and marked, contests left out", () => {
    const random = { ...file, protocol: "random" };
    const leaky = { ...file, protocol: "leaky", leaky: true, folds: 1 };
    const contest = scoresFileOf(buildReport(toyInputs({ unlabelled: true })));
    const lines = renderResultsTable([leaky, file, contest, random]).split("\n");
    expect(lines).toHaveLength(2 + 9 + 1);
    expect(lines[0]).toBe("| System | Run | Corpus | Protocol | n | Accuracy, % | UAR, % |");
    expect(lines[2]).toMatch(
      /^\| svm: mfcc, toy \| Toy experiment \| toy \| random, 4 folds \| 24 \| 87\.5 \(\d.*–.*\) \| 87\.5 \(/,
    );
    expect(lines.slice(2, 11).map((line) => line.split(" | ")[3])).toEqual([
      ...Array(3).fill("random, 4 folds"),
      ...Array(3).fill("speaker, 4 folds"),
      ...Array(3).fill("leaky (LEAKY: worthless)"),
    ]);
    expect(lines.slice(2, 5).map((line) => line.slice(2).split(":")[0])).toEqual(["svm", "club", "mlp"]);
  });

  test("the same systems under different protocols side by side", () => {
    const leaky = { ...file, protocol: "leaky", leaky: true };
    const only = { ...file, name: "only", protocol: "random", recognisers: file.recognisers.slice(0, 1) };
    const lines = renderProtocolTable([leaky, only, file]).split("\n");
    expect(lines[0]).toBe(
      "| System | Run | Corpus | random, 4 folds | speaker, 4 folds | leaky, 4 folds (LEAKY: worthless) |",
    );
    expect(lines).toHaveLength(2 + 3 + 1);
    expect(lines[2]).toMatch(
      /^\| svm: mfcc, toy \| only, Toy experiment \| toy \| 87\.5 \(.*\) \| 87\.5 \(.*\) \| 87\.5 \(.*\) \|$/,
    );
    expect(lines[3]).toMatch(
      /^\| club: majority vote of 2 \| Toy experiment \| toy \| – \| 87\.5 \(.*\) \| 87\.5 \(.*\) \|$/,
    );
  });

  test("what has pre-trained weights behind it stands in tables of its own", () => {
    const [first, ...others] = file.recognisers;
    const mixed = { ...file, recognisers: [{ ...first, pretrained: true as const }, ...others] };
    for (const render of [
      renderResultsTable,
      renderProtocolTable,
      (one: (typeof mixed)[]) => renderSummary(one, 9),
    ]) {
      const [own, pretrained] = render([mixed]).split("With a frozen encoder");
      expect(own).not.toContain(`| ${first.name}:`);
      expect(own).toContain(`| ${others[0].name}:`);
      expect(pretrained).toContain(`| ${first.name}:`);
      expect(pretrained).not.toContain(`| ${others[0].name}:`);
    }
    expect(parseScoresFile("scores.json", JSON.stringify(mixed))).toEqual(mixed);
  });

  test("so it does where tables have a subject of their own, and speakers that are known are told of in all of them", () => {
    const [first, second] = file.recognisers;
    const ccc = { metric: "arousal ccc", value: 0.5, low: 0.4, high: 0.6, n: 9, resampled: "clip" as const };
    const byCorpus = [{ corpus: "x", scores: first.scores }];
    const subjects: [string, Partial<ScoresFile>][] = [
      ["What knowing a voice is worth", { enrol: 20 }],
      ["What else is told", { target: "sex" }],
      ["Numbers instead of labels", { dimensions: ["arousal"] }],
      ["Trained on one corpus", { corpus: "x+y" }],
    ];
    for (const [heading, own] of subjects) {
      const scored = heading.startsWith("Numbers") ? { scores: [ccc] } : {};
      const across = heading.startsWith("Trained") ? { byCorpus } : {};
      const text = renderResultsTable([
        {
          ...file,
          ...own,
          recognisers: [
            { ...first, ...scored, ...across, knowsSpeakers: true, pretrained: true },
            { ...second, ...scored, ...across, knowsSpeakers: true },
          ],
        },
      ]);
      const [scratch, pretrained] = text.split("With a frozen encoder");
      expect(scratch.startsWith(heading), heading).toBe(true);
      expect(text.split(heading)).toHaveLength(2);
      expect(scratch).toContain(`${second.name}: ${second.description}; speakers known |`);
      expect(scratch).not.toContain(`${first.name}:`);
      expect(pretrained).toContain(`${first.name}: ${first.description}; speakers known |`);
    }
  });

  test("values that were each trained on and tested by themselves are part of the protocol", () => {
    expect(renderResultsTable([{ ...file, within: "sex" }])).toContain(
      "| speaker, 4 folds, within each sex |",
    );
  });

  test("speakers who are known by some clips, and other targets, have tables of their own, and none on a front page", () => {
    const known = { ...file, enrol: 20 };
    const sex = { ...file, target: "sex" };
    for (const render of [renderResultsTable, renderProtocolTable]) {
      const [own, enrolled, others] = render([file, known, sex]).split(/What knowing|What else/);
      expect(own).toContain("| svm: mfcc, toy | Toy experiment | toy |");
      expect(own).not.toMatch(/set aside|sex by/);
      expect(enrolled).toContain("speaker, 4 folds, 20 clips a speaker set aside");
      expect(others).toContain("| sex by svm: mfcc, toy | Toy experiment | toy |");
    }
    const named = { ...file, named: true as const };
    expect(renderResultsTable([named])).toContain(" named folds |");
    expect(parseScoresFile("scores.json", JSON.stringify(named))).toEqual(named);
    expect(renderSummary([file, known, sex], 9)).toBe(renderSummary([file], 9));
    expect(parseScoresFile("scores.json", JSON.stringify(known))).toEqual(known);
    expect(parseScoresFile("scores.json", JSON.stringify(sex))).toEqual(sex);
  });

  test("several corpora: a matrix of what was trained on and what was tested", () => {
    const [first] = file.recognisers;
    const at = (corpus: string, value: number) => ({
      corpus,
      scores: [
        { metric: "uar", value, low: value - 0.1, high: value + 0.1, n: 12, resampled: "clip" as const },
      ],
    });
    const matrix = (protocol: string, other: object = {}) => ({
      ...{ ...file, protocol, corpus: "x+y", ...other },
      recognisers: [{ ...first, byCorpus: [at("y", 0.4), at("x", 0.6)] }],
    });
    const files = [matrix("corpus"), matrix("speaker", { within: "corpus" }), matrix("speaker"), file];
    const [own, across] = renderResultsTable(files).split(/Trained on one corpus.*\n\n/);
    expect(own).not.toContain("x+y");
    expect(across.trimEnd().split("\n")).toEqual([
      "| System | Run | Trained on | x | y |",
      "| --- | --- | --- | ---: | ---: |",
      "| svm: mfcc, toy | Toy experiment | the other corpus | 60.0 (50.0–70.0) | 40.0 (30.0–50.0) |",
      "| svm: mfcc, toy | Toy experiment | itself, new speakers | 60.0 (50.0–70.0) | 40.0 (30.0–50.0) |",
      "| svm: mfcc, toy | Toy experiment | all of them, new speakers | 60.0 (50.0–70.0) | 40.0 (30.0–50.0) |",
    ]);
    expect(renderSummary(files, 9)).toBe(renderSummary([file], 9));
    expect(renderProtocolTable(files)).toBe(renderProtocolTable([file]));
    expect(parseScoresFile("scores.json", JSON.stringify(files[1]))).toEqual(files[1]);
  });

  test("for the front page: the best for new speakers, for known ones and under random folds, and what a leak adds", () => {
    const leaky = { ...file, protocol: "leaky", leaky: true };
    const random = { ...file, protocol: "random", recognisers: file.recognisers.slice(1) };
    const [first] = file.recognisers;
    const toSpeaker = { ...file, recognisers: [{ ...first, name: "known", knowsSpeakers: true as const }] };
    expect(parseScoresFile("scores.json", JSON.stringify(toSpeaker))).toEqual(toSpeaker);
    expect(renderResultsTable([toSpeaker])).toContain(`| known: ${first.description}; speakers known |`);
    const rowsOf = (table: string) =>
      table
        .trimEnd()
        .split("\n")
        .slice(2)
        .map((line) =>
          line.split(" | ").flatMap((text, i) => (i === 0 ? text.slice(2).split(":")[0] : text)),
        );
    const [best, contrasts] = renderSummary([leaky, random, toSpeaker, file], 2).split("\n\n");
    expect(rowsOf(best).map(([system, , , protocol]) => [system, protocol])).toEqual([
      ["svm", "speaker, 4 folds"],
      ["club", "speaker, 4 folds"],
      ["known", "speaker, 4 folds"],
      ["club", "random, 4 folds"],
      ["mlp", "random, 4 folds"],
    ]);
    expect(best.split("\n")[0]).toMatch(/\| UAR, % \| Training of a fold \|$/);
    expect(rowsOf(contrasts).map(([system, , , protocol]) => [system, protocol.split(",")[0]])).toEqual(
      ["club", "mlp", "svm"].flatMap((system) =>
        [...(system === "svm" ? [] : ["random"]), "speaker", "leaky"].map((protocol) => [system, protocol]),
      ),
    );
    const time = (fitSeconds: number) =>
      rowsOf(renderSummary([{ ...file, recognisers: [{ ...first, fitSeconds }] }], 1))[0].at(-1);
    expect([time(4 * 130), time(4 * 0.5)]).toEqual(["2 min 10 s |", "0.50 s |"]);
    // folds that were named are for others to compare with
    expect(rowsOf(renderSummary([{ ...file, named: true as const }], 1))).toEqual([]);
    const corpora = rowsOf(renderSummary([{ ...file, corpus: "other" }, file], 1));
    expect(corpora.map((row) => row[2])).toEqual(["other", file.corpus]);
  });
});
