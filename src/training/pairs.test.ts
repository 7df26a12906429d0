import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createClusters } from "../../test/clusters.ts";
import { memoryStore, smallOptions } from "../../test/training-fixture.ts";
import { createRandom } from "../base/random.ts";
import { createDataset } from "../dataset/dataset.ts";
import { dense, dropout } from "../engine/layers/index.ts";
import { network } from "../engine/network.ts";
import { createPartners, pairTask } from "./pairs.ts";
import { trainWeights } from "./train-network.ts";

const data = createDataset({
  clipIds: ["a", "b", "c", "d"],
  shape: [2],
  x: Float32Array.of(1, 2, 10, 20, 100, 200, 1000, 2000),
  labels: ["sad", "happy"],
  y: Int32Array.of(0, 0, 1, 1),
});
const rows = Uint32Array.of(3, 0, 2);
const options = { embedding: 2, margin: 10, inputNoise: 0 };

function filled(inputNoise = 0) {
  const inputs = {
    features: new Float32Array(16).fill(9),
    targets: new Float32Array(8).fill(9),
    rowMask: new Float32Array(8).fill(9),
  };
  const batches = pairTask(data, { ...options, inputNoise }).batchesOf(Uint32Array.of(0, 1, 2, 3));
  return { ...inputs, batches, batch: batches.fill(inputs, rows, createRandom(3)) };
}

describe("a batch of pairs", () => {
  test("has each row beside its partner, and zeros where pairs are missing", () => {
    const { features, targets, rowMask, batches, batch } = filled();
    expect([batches.rowsEach, batches.columns]).toEqual([2, 1]);
    const pairs = [...rows].flatMap((row, i) => [row, batch.partners[i]]);
    const x = pairs.flatMap((row) => [...data.x.subarray(2 * row, 2 * row + 2)]);
    expect([...features]).toEqual([...x, 0, 0, 0, 0]);
    expect([...rowMask]).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
    const kinds = [...rows].flatMap((row, i) =>
      data.y[row] === data.y[batch.partners[i]] ? [1 / 3, 0] : [0, 1 / 3],
    );
    assertClose(targets, [...kinds, 0, 0], { absolute: 1e-7 });
    expect(new Set(kinds.slice(0, 4))).toEqual(new Set([0, 1 / 3]));
  });

  test("counts pairs that lie on the right side of half the margin", () => {
    const { batches, batch } = filled();
    const near = [0, 0, 3, 3.9];
    const far = [0, 0, 3, 4.1];
    const right = [...rows].map((row, i) => (data.y[row] === data.y[batch.partners[i]] ? near : far));
    const wrong = right.map((one) => (one === near ? far : near));
    expect(batches.countRight(batch, Float32Array.from([...right.flat(), 7, 7, 7, 7]))).toBe(3);
    expect(batches.countRight(batch, Float32Array.from([...wrong.flat(), 7, 7, 7, 7]))).toBe(0);
  });

  test("gets noise on its pairs only", () => {
    const { features } = filled(0.1);
    const plain = filled().features;
    expect([...features].filter((one, i) => one !== plain[i])).toHaveLength(12);
    assertClose(features, plain, { absolute: 0.6 });
  });
});

describe("partners", () => {
  const draw = (y: number[], seed: number, among = y.map((_, row) => row)) =>
    createPartners(Int32Array.from(y), Uint32Array.from(among))(Uint32Array.from(among), createRandom(seed));

  test("are of the same and of another label in turns, never the row itself, from the given rows only", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 0, maxLength: 30 }),
        fc.integer({ min: 0, max: 1000 }),
        (more, seed) => {
          const y = [0, 0, 1, 1, 2, 2, 3, 3, ...more];
          const among = y.map((_, row) => row).filter((row) => row < 8 || row % 3 > 0);
          const partners = draw(y, seed, among);
          const same = among.map((row, i) => y[row] === y[partners[i]]);
          for (let i = 1; i < same.length; i++) expect(same[i]).toBe(!same[i - 1]);
          for (const [i, row] of among.entries()) {
            expect(partners[i]).not.toBe(row);
            expect(among).toContain(partners[i]);
          }
        },
      ),
      { numRuns: 50, seed: 20260726 },
    ));

  test("come evenly: every row of the label but itself, and every row of the others", () => {
    const y = [0, 0, 0, 0, 1, 1, 2];
    const counts = new Float64Array(y.length);
    const random = createRandom(5);
    const partners = createPartners(
      Int32Array.from(y),
      Uint32Array.from(y, (_, row) => row),
    );
    for (let i = 0; i < 3000; i++) counts[partners(Uint32Array.of(1), random)[0]] += 1;
    // half the time one of three of its own label, half the time one of three others; 5 standard deviations
    const expected = [500, 0, 500, 500, 500, 500, 500];
    assertClose(counts, expected, { absolute: 5 * Math.sqrt(500) });
    expect(counts[1]).toBe(0);
  });

  test("a row that is alone with its label has one of another, and the other way round", () => {
    for (const seed of [1, 2, 3, 4]) {
      expect(draw([0, 1, 1, 1], seed)[0]).not.toBe(0);
      const alike = draw([5, 5, 5], seed);
      for (const row of [0, 1, 2]) expect(alike[row]).not.toBe(row);
      expect([...draw([7], seed)]).toEqual([0]);
    }
  });
});

test("a validation side is judged by pairs among itself", () => {
  const { judge } = pairTask(data, options);
  // of two rows of one label, or of two labels, there is one pair only
  const of = (rows: number[], apart: number) =>
    judge?.(Float32Array.of(0, 0, 0.6 * apart, 0.8 * apart), Uint32Array.from(rows));
  expect(of([0, 1], 4)).toEqual({ loss: expect.closeTo(8, 5), accuracy: 1 });
  expect(of([0, 1], 6)).toEqual({ loss: expect.closeTo(18, 5), accuracy: 0 });
  expect(of([1, 2], 6)).toEqual({ loss: expect.closeTo(8, 5), accuracy: 1 });
  expect(of([1, 2], 4)).toEqual({ loss: expect.closeTo(18, 5), accuracy: 0 });
  expect(of([1, 2], 12)).toEqual({ loss: 0, accuracy: 1 });
});

describe("training on pairs", () => {
  const embed = network([6], (x) => dense(dropout(x, 0.2), 2, { name: "embedding" }));
  const clusters = createClusters([6], 3, 45, { noise: 0.4 });
  const task = pairTask(clusters, { embedding: 2, margin: 1, inputNoise: 0.1 });
  const train = (raw: object, changes: object = {}) =>
    trainWeights(embed, clusters, smallOptions(raw), { seed: 3, threads: 1, ...changes }, task);

  test("lowers the loss of pairs that are learnt from, and of those that are not", async () => {
    const { history } = await train({ epochs: 20, validation: 0.3 });
    expect(history[19].loss).toBeLessThan(history[0].loss / 2);
    expect(history[19].validationLoss).toBeLessThan((history[0].validationLoss ?? 0) / 2);
    expect(history[19].validationAccuracy).toBeGreaterThan(0.8);
  });

  test("goes on from a checkpoint to the same weights", async () => {
    const options = { epochs: 3, batchSize: 7, validation: 0.3 };
    const whole = await train(options);
    const store = memoryStore();
    await train(options, { checkpoint: store, checkpointSeconds: 0 });
    expect(store.written.length).toBeGreaterThan(5);
    const resumed = await train(options, { checkpoint: memoryStore(store.written[2]) });
    expect(resumed).toEqual(whole);
  });
});
