import { describe, expect, test } from "vitest";
import { ConfigError, ModelError } from "../base/errors.ts";
import {
  boardSvg,
  type Contest,
  clipsByName,
  formatAnswers,
  formatContest,
  formatEvent,
  type LogEvent,
  parseAnswers,
  parseContest,
  parseLog,
  parseSample,
  withoutTornLine,
} from "./index.ts";

const contest: Contest = {
  version: 1,
  name: "emotions",
  train: "train",
  test: "test",
  columns: ["filename", "label"],
  labels: ["calm", "sad"],
  ids: ["b.wav", "a.wav", "=c.wav"],
};
const CSV = "filename,label\nb.wav,sad\na.wav,calm\n=c.wav,sad\n";

describe("a contest's file", () => {
  test("is read as it was written", () => {
    expect(parseContest("contest.json", formatContest(contest))).toEqual(contest);
  });

  test.each([
    ["{", "contest.json: expected JSON"],
    [
      formatContest({ ...contest, publicRows: 4 }),
      "publicRows: expected at most the contest's 3 rows, got 4",
    ],
    [JSON.stringify({ ...contest, score: 1 }), 'the key "score" is unknown'],
  ])("or refused: %j", (text, message) => {
    expect(() => parseContest("contest.json", text)).toThrow(message);
  });
});

describe("answers", () => {
  test("are read in any order, as spreadsheets write them, and written in the contest's, ids exactly", () => {
    const turned = "\uFEFFfilename,label\r\n=c.wav,sad\r\na.wav,calm\r\nb.wav,sad\r\n";
    expect([...parseAnswers(contest, "a.csv", turned)]).toEqual([1, 0, 1]);
    expect(formatAnswers(contest, (id) => (id === "a.wav" ? "calm" : "sad"))).toBe(CSV);
    const halfway = (id: string) => (id === "a.wav" ? "calm" : undefined);
    expect(() => formatAnswers(contest, halfway)).toThrow(ModelError);
  });

  test.each([
    ["filename;label\nb.wav;sad\n", "expected two columns, an id and a label"],
    ["", "expected two columns"],
    ["filename,label\n", "expected a row per clip, got none"],
    ["id,label\nb.wav,sad\n", "expected the columns filename,label of the contest, got id,label"],
    ["filename,label\nb.wav,sad,1\n", "line 2: expected 2 cells, got 3"],
    [`${CSV}b.wav,calm\n`, "line 5: the id b.wav is there already, in line 2"],
    [`${CSV}d.wav,sad\n`, "the contest does not ask for 1 id (d.wav)"],
    ["filename,label\nb.wav,sad\n", "2 answers missing (a.wav, =c.wav)"],
    [
      CSV.replace("calm", "Calm"),
      'line 3: a.wav: expected one of the labels calm, sad, got "Calm". Did you mean "calm"?',
    ],
  ])("are refused: %j", (text, message) => {
    expect(() => parseAnswers(contest, "a.csv", text)).toThrow(ConfigError);
    expect(() => parseAnswers(contest, "a.csv", text)).toThrow(message);
  });

  test("a sample tells the form; its labels may mean nothing", () => {
    expect(parseSample("sample.csv", "path,emotion\ntest/a.wav,0\ntest/b.wav,0\n")).toEqual({
      columns: ["path", "emotion"],
      ids: ["test/a.wav", "test/b.wav"],
      labels: ["0"],
    });
  });
});

describe("ids name clips", () => {
  test("as they are, or as files in folders", () => {
    const clipOf = clipsByName("sample.csv", ["x.y", "test/b.wav", "w\\c.flac"], ["x.y", "b", "c"]);
    expect([...clipOf.values()]).toEqual(["x.y", "b", "c"]);
  });

  test.each([
    [["a", "d"], ["a", "b"], "no clip has the name of 1 of its ids (d)"],
    [["a.wav", "a.flac"], ["a"], "two of its ids name the same clip"],
    [["a"], ["a", "b"], "asks for nothing about 1 of the clips (b)"],
  ])("or are refused: %j", (ids, clips, message) => {
    expect(() => clipsByName("sample.csv", ids, clips)).toThrow(message);
  });
});

const at = "2026-01-01T12:00:00.000Z";
const [one, two] = ["1", "2"].map((digit) => digit.repeat(64));
const local = { protocol: "random", value: 0.8, low: 0.77, high: 0.83, n: 1000 };
const EVENTS: readonly LogEvent[] = [
  {
    event: "file",
    at,
    file: "a.csv",
    sha256: one,
    experiment: "first",
    recogniser: "svm",
    local,
    agreement: {},
  },
  { event: "file", at, file: "b.csv", sha256: two, agreement: { "a.csv": 0.9 } },
  { event: "public", at, sha256: two, score: 0.7 },
  { event: "public", at, sha256: one, score: 0.72 },
  { event: "public", at, sha256: two, score: 0.75 },
];
const linesOf = (events: readonly LogEvent[]): string => events.map(formatEvent).join("");

describe("the log", () => {
  test("of a file's public scores the last one counts, and the order is that of the first", () => {
    const files = parseLog("log.jsonl", linesOf(EVENTS));
    expect(files.map(({ file, public: score, asked }) => [file, score, asked])).toEqual([
      ["a.csv", 0.72, 1],
      ["b.csv", 0.75, 0],
    ]);
    expect(parseLog("log.jsonl", "")).toEqual([]);
    expect(parseLog("log.jsonl", linesOf(EVENTS.slice(0, 1)))).toMatchObject([{ public: null, asked: null }]);
  });

  test("is what stands before a line that a loss of power cut off, wherever it did", () => {
    const [first, last] = [linesOf(EVENTS.slice(0, 1)), linesOf(EVENTS.slice(1, 2))];
    for (let length = 0; length < last.length - 1; length++) {
      const cut = first + last.slice(0, length);
      expect(withoutTornLine(cut)).toBe(first);
      expect(parseLog("log.jsonl", cut)).toHaveLength(1);
    }
    expect(parseLog("log.jsonl", first + last.slice(0, -1))).toHaveLength(2);
  });

  test.each([
    [`${linesOf(EVENTS.slice(0, 1))}{\n`, "log.jsonl: line 2: expected JSON"],
    ['{"event": "file"}', "line 1: at"],
    [linesOf(EVENTS.slice(2, 3)), "line 1: a score of a file that is not in the log"],
    [linesOf([EVENTS[0], EVENTS[0]]), "line 2: a.csv is in the log already, as a.csv"],
    [linesOf([EVENTS[0]]) + linesOf([EVENTS[1]]).replace("b.csv", "a.csv"), "another file of the name a.csv"],
    [linesOf([EVENTS[0]]).replace("0.83", "83"), "line 1: local.high"],
    [linesOf([EVENTS[0]]).replace(one, "1"), "line 1: sha256: expected a SHA-256"],
  ])("is refused where it is no log: %#", (text, message) => {
    expect(() => parseLog("log.jsonl", text)).toThrow(ConfigError);
    expect(() => parseLog("log.jsonl", text)).toThrow(message);
  });
});

test("the picture has a dot per file with a local score, full where the public score is known", () => {
  const files = parseLog("log.jsonl", linesOf([...EVENTS.slice(0, 2), EVENTS[3]]));
  const svg = boardSvg("emotions <1>", files, 150, "a.csv");
  expect([...svg.matchAll(/<circle[^>]*fill="#d55e00"/g)]).toHaveLength(1);
  expect(svg).toContain("emotions &lt;1&gt;");
  const waiting = boardSvg("emotions", parseLog("log.jsonl", linesOf(EVENTS.slice(0, 1))), 150, null);
  expect([...waiting.matchAll(/<circle[^>]*fill="#ffffff"/g)]).toHaveLength(1);
  expect(waiting).toContain("no public score yet (1)");
});
