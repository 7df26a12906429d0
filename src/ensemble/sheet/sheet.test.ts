import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeSheets, noLibreOffice, recalculate, withoutValues } from "../../../test/libreoffice.ts";
import { parseCsv } from "../../base/csv.ts";
import { createRandom } from "../../base/random.ts";
import { judge } from "../../dataset/judge.ts";
import { createPredictions } from "../../dataset/predictions-table.ts";
import type { Sheet, Workbook } from "../../sheet/workbook.ts";
import { encodeXlsx } from "../../sheet/xlsx.ts";
import { combine } from "../combine.ts";
import { joinMembers, type Members } from "../members.ts";
import { ratesOf } from "../rates.ts";
import { ballotOf } from "./ballot.ts";
import { formatVotes, voteBook } from "./index.ts";

/** A label that is a formula, one that is a pattern, two that differ in case, one with a quote. */
const LABELS = ["=1+1", "*", "Sad", "sad", 'say "ah"'];

/** Members of the given names whose answers are drawn; the truth of most clips is known. */
function drawn(names: readonly string[], clips: number, seed: number, known = 0.8): Members {
  const random = createRandom(seed);
  const clipIds = Array.from(
    { length: clips },
    (_, i) => `${i % 2 === 0 ? "=" : ""}clip${String(i).padStart(3, "0")}`,
  );
  const truth = new Map(
    clipIds.flatMap((id) => (random.uniform() < known ? [[id, LABELS[random.integer(LABELS.length)]]] : [])),
  );
  const members = names.map((source) => {
    const probabilities = new Float32Array(clips * LABELS.length);
    clipIds.forEach((id, clip) => {
      const own = truth.get(id);
      const label =
        own !== undefined && random.uniform() < 0.4 ? LABELS.indexOf(own) : random.integer(LABELS.length);
      probabilities[clip * LABELS.length + label] = 1;
    });
    const parts = createPredictions({ source, labels: LABELS, clipIds, probabilities });
    return { ...judge(parts, truth), kind: "learner" as const, votesOnly: false, foldOf: null };
  });
  return joinMembers(members);
}

const FOUR = ["svm", "@mlp", "wide's", "cnn"];
const VOTE = { weights: [1, 2, 1, 1], tieBreakers: [3, 1] };

/** What a sheet's cells should say, as LibreOffice writes them. */
function expectSame(found: readonly (readonly string[])[] | undefined, sheet: Sheet): void {
  expect(found?.length).toBeGreaterThanOrEqual(sheet.rows.findLastIndex((row) => row.length > 0) + 1);
  let formulas = 0;
  sheet.rows.forEach((row, at) => {
    row.forEach((cell, column) => {
      const shown = found?.[at]?.[column];
      const where = `${sheet.name} row ${at + 1} column ${column + 1} ${cell?.formula ?? ""}`;
      if (cell?.formula !== undefined) formulas++;
      if (typeof cell?.value === "number") expect(Number(shown), where).toBeCloseTo(cell.value, 9);
      else expect(shown, where).toBe(cell?.value ?? "");
    });
  });
  expect(formulas).toBeGreaterThan(10);
}

const expectBook = (found: ReadonlyMap<string, string[][]>, { sheets }: Workbook): void => {
  for (const sheet of sheets) expectSame(found.get(sheet.name), sheet);
};

describe("ballot", () => {
  test("the report's rows: majority, worst label, and how many votes each has", () => {
    const says = (source: string, ...answers: string[]) => {
      const labels = ["angry", "calm", "happy", "sad", "surprised"];
      const probabilities = Float32Array.from(
        answers.flatMap((own) => labels.map((label) => (label === own ? 1 : 0))),
      );
      const parts = createPredictions({ source, labels, clipIds: ["s0", "s1", "s2"], probabilities });
      return { ...judge(parts, new Map()), kind: "learner" as const, votesOnly: true, foldOf: null };
    };
    const members = joinMembers([
      says("resnet", "sad", "calm", "happy"),
      says("mfcc", "angry", "calm", "surprised"),
      says("db4-mlp", "sad", "calm", "angry"),
      says("db4-svm", "angry", "calm", "angry"),
      says("gabor", "sad", "calm", "angry"),
      says("lpcc", "sad", "calm", "angry"),
    ]);
    const ballot = ballotOf(members, { weights: [1, 1, 1, 1, 1, 1], tieBreakers: [] });
    const named = (labels: Int32Array) => Array.from(labels, (label) => members.labels[label]);
    expect(named(ballot.majority)).toEqual(["sad", "calm", "angry"]);
    expect([...ballot.majorityVotes]).toEqual([4, 6, 4]);
    expect(named(ballot.worst)).toEqual(["angry", "calm", "surprised"]);
    expect([...ballot.worstVotes]).toEqual([2, 6, 1]);
    expect([[...ballot.undecided], [...ballot.easy]]).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    const five = ballotOf(members, { weights: [1, 2, 1, 2, 1, 1], tieBreakers: [1] });
    expect([five.undecided[0], named(five.majority)[0]]).toEqual([1, "angry"]);
  });

  test("says what combine and the rates say, whatever the weights and the order", () => {
    const weight = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        weight,
        fc.subarray([0, 1, 2, 3]),
        fc.integer({ min: 1, max: 50 }),
        (weights, tieBreakers, seed) => {
          fc.pre(weights.some((one) => one > 0));
          const members = drawn(FOUR, 20, seed);
          const answers = members.members.map(({ predictions }) => predictions);
          const ballot = ballotOf(members, { weights, tieBreakers });
          const { predicted } = combine("all", answers, { rule: "votes", weights, tieBreakers });
          expect([...ballot.majority]).toEqual([...predicted]);
          const share = (flags: Int32Array) => flags.reduce((a, b) => a + b) / flags.length;
          const rates = ratesOf(answers, weights);
          expect([share(ballot.undecided), share(ballot.easy)]).toEqual([rates.undecided, rates.easy]);
        },
      ),
    );
  });
});

describe.skipIf(noLibreOffice !== undefined)(
  `formulas, by LibreOffice${noLibreOffice === undefined ? "" : ` (${noLibreOffice})`}`,
  () => {
    test("give what we computed, where their values are taken away", async () => {
      const book = voteBook(drawn(FOUR, 40, 1), VOTE);
      expectBook(await recalculate(withoutValues(encodeXlsx(book))), book);
    }, 120_000);

    test("follow other weights and another order; without a truth too", async () => {
      const members = drawn(FOUR, 40, 2, 0);
      const other = { weights: [2, 0, 1, 3], tieBreakers: [2, 0] };
      const asked = encodeXlsx(voteBook(members, VOTE));
      const changed = changeSheets(withoutValues(asked), (xml, name) => {
        if (!name.endsWith("sheet1.xml")) return xml;
        const set = (cell: string, value: number) => (text: string) =>
          text.replace(new RegExp(`(<c r="${cell}"><v>)[^<]*`), `$1${value}`);
        const edits = other.weights.map((weight, i) => set(`${"BCDE"[i]}1`, weight));
        // the third decides first, then the first, then the others in order
        const order = [2, 3, 1, 4].map((place, i) => set(`${"BCDE"[i]}2`, place));
        return [...edits, ...order].reduce((text, edit) => edit(text), xml);
      });
      expectBook(await recalculate(changed), voteBook(members, other));
    }, 120_000);
  },
);

test("csv has the votes, and what spreadsheets would compute is text", () => {
  const members = drawn(FOUR, 4, 3);
  const fail = (line: number, problem: string): never => {
    throw new Error(`${line}: ${problem}`);
  };
  const [head, first] = parseCsv(formatVotes(members, VOTE), fail).map(({ cells }) => cells);
  expect(head.slice(0, 7)).toEqual(["clip", "truth", "svm", "'@mlp", "wide's", "cnn", "majority"]);
  expect(first[0]).toBe("'=clip000");
  expect(first).toHaveLength(head.length);
});

test("labels have colours wherever they stand, by what they are, not by what they match", () => {
  const [votes] = voteBook(drawn(FOUR, 4, 3), VOTE).sheets;
  const rules = votes.rules.flatMap((rule) => ("when" in rule ? [rule.when] : []));
  expect(rules).toContain('EXACT(C4,"*")');
  expect(rules).toContain('EXACT(G4,"say ""ah""")');
});
