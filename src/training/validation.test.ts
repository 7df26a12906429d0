import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowsWithCopies } from "../../test/training-fixture.ts";
import { createRandom } from "../base/random.ts";
import { selectRows } from "../dataset/dataset.ts";
import { drawSides } from "./validation.ts";

const data = rowsWithCopies(30);
const clipsOf = (rows: Uint32Array) => new Set(Array.from(rows, (row) => data.clipIds[row]));

describe("a validation side", () => {
  test("shares no clip with the training side, whatever the seed and the share", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (seed, share) => {
          const { train, validation } = drawSides(data, share, undefined, createRandom(seed));
          expect([...train, ...validation].toSorted((a, b) => a - b)).toEqual(
            data.clipIds.map((_, row) => row),
          );
          expect(validation.length).toBeGreaterThan(0);
          const trained = clipsOf(train);
          for (const clip of clipsOf(validation)) expect(trained.has(clip)).toBe(false);
        },
      ),
    );
  });

  test("has its share of every label", () => {
    const { validation } = drawSides(data, 0.2, undefined, createRandom(1));
    const counts = [0, 0, 0];
    for (const row of validation) counts[data.y[row]] += 1;
    expect(counts).toEqual([4, 4, 4]);
  });

  test("keeps groups whole", () => {
    const groups = data.clipIds.map((_, row) => `speaker${Math.floor(row / 12)}`);
    const { train, validation } = drawSides(data, 0.4, groups, createRandom(1));
    expect(validation).toHaveLength(24);
    const speakers = (rows: Uint32Array) => [...new Set(Array.from(rows, (row) => groups[row]))];
    expect(speakers(validation)).toHaveLength(2);
    expect(speakers(train).filter((one) => speakers(validation).includes(one))).toEqual([]);
  });

  test("depends on the seed, not on the order of the rows", () => {
    const ids = (seed: number, rows: typeof data) =>
      [...drawSides(rows, 0.3, undefined, createRandom(seed)).validation]
        .map((row) => rows.clipIds[row])
        .toSorted();
    const order = createRandom(9).shuffle(Array.from({ length: 60 }, (_, row) => row));
    expect(ids(1, selectRows(data, order))).toEqual(ids(1, data));
    expect(ids(2, data)).not.toEqual(ids(1, data));
  });

  test("is empty without a share", () => {
    const { train, validation } = drawSides(data, 0, undefined, createRandom(1));
    expect([train.length, validation.length]).toEqual([60, 0]);
  });

  test("that cannot be drawn is an error that says why", () => {
    const one = data.clipIds.map(() => "everyone");
    expect(() => drawSides(data, 0.1, one, createRandom(1))).toThrow(
      /^training: no validation side can be drawn: split speaker: needs at least 2 speakers, got 1/,
    );
    expect(() => drawSides(selectRows(data, [0, 1]), 0.5, undefined, createRandom(1))).toThrow(
      /^training: no validation side can be drawn: .*at least 2 clips, got 1/,
    );
  });
});
