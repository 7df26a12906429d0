import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { parseRecipe } from "../../features/recipe.ts";
import { openServices } from "../work/services.ts";
import { findRows } from "./extract-rows.ts";

const recipe = parseRecipe("toy", { features: [{ id: "mfcc" }] });
const faster = { id: "speed", params: { rate: 1.05 }, copies: 1 };
const slower = { id: "speed", params: { rate: 0.95 }, copies: 1 };
const noisy = { id: "noise", params: { minDb: 15, maxDb: 35 }, copies: 1 };

test("a copy that no chance changes is the same for every seed and in every place; another is not", async () => {
  const services = openServices({ cacheRoot: join(temporaryFolder({}), "cache") });
  try {
    const keyOf = async (augment: readonly (typeof faster | typeof noisy)[], copy: number, seed: number) => {
      const clip = { id: "a", path: "a.wav", corpus: "toy" };
      const source = { clips: new Map([["a", clip]]), digests: new Map([["a", "digest"]]), seed };
      const { keys } = await findRows({ augment, recipe }, [{ clipId: "a", copy }], source, services);
      return keys.get(`a#${copy}`)?.[0];
    };
    const key = await keyOf([faster, noisy], 1, 1);
    expect(await keyOf([faster, noisy], 1, 2)).toBe(key);
    expect(await keyOf([slower, faster], 2, 1)).toBe(key);
    expect(await keyOf([slower, faster], 1, 1)).not.toBe(key);
    expect(await keyOf([faster, noisy], 2, 1)).not.toBe(await keyOf([faster, noisy], 2, 2));
  } finally {
    await services.close();
  }
});
