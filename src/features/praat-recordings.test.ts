/** Praat's values of three recordings of EMO-DB, where the corpus is there: golden values of tools/golden/praat.py. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import golden from "../../test/golden/praat-emodb.json" with { type: "json" };
import { decodeAudio } from "../audio/decode.ts";
import { extractFeature } from "./recipe.ts";

const FOLDER = process.env.PROSODIA_EMODB ?? "";

/** Of the largest value of a row; frames whose middle lies on a sample may be cut one sample apart. */
const MEDIAN_ERROR = 1e-6;

describe.skipIf(!existsSync(FOLDER))("recordings", () => {
  test.each(golden.cases)("$feature of $clip", async ({ feature, clip, shape, data }) => {
    const name = `${clip}.flac`;
    const { audio } = await decodeAudio(readFileSync(join(FOLDER, name)), name);
    const found = extractFeature(audio, { id: feature, params: {} });
    expect(found.shape).toEqual(shape);
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const errors = data
      .map((value, i) => Math.abs(value - found.data[i]) / largest)
      .toSorted((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(MEDIAN_ERROR);
    expect(errors[Math.floor(0.95 * errors.length)]).toBeLessThan(1e-3);
  });
});
