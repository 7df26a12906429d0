import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { functionals } from "../../functionals/index.ts";
import { codeOf, moduleOf, reachableFrom } from "./code-identity.ts";

const SRC = fileURLToPath(new URL("../..", import.meta.url));
const FIT = new URL("../jobs/fit.ts", import.meta.url).href;
const EXTRACT = new URL("../jobs/extract.ts", import.meta.url).href;

const reached = (...urls: string[]): string[] =>
  reachableFrom(...urls).map((url) => relative(SRC, fileURLToPath(url)));

describe("what a piece of work can reach", () => {
  test("a fit: its steps and its model, the engine beneath, and no other model", () => {
    const modules = reached(FIT, moduleOf("step", "pca"), moduleOf("model", "kernel-ridge"));
    expect(modules).toEqual(
      expect.arrayContaining([
        "learners/pipeline.ts",
        "dataset/scale.ts",
        "steps/pca.ts",
        "models/kernel-ridge.ts",
        "models/kernel/gram.ts",
        "engine/onnx/builder.ts",
      ]),
    );
    for (const other of ["models/svm.ts", "steps/vq.ts", "features/mfcc.ts"])
      expect(modules).not.toContain(other);
    expect(modules.filter((path) => /^(cli|report)\//.test(path))).toEqual([]);
    expect(modules.filter((path) => path.endsWith("/all.ts"))).toEqual(["functionals/all.ts"]);
  });

  test("features: every functional, since a recipe names them", () => {
    const modules = reached(EXTRACT, moduleOf("feature", "functionals"));
    for (const id of functionals.ids) expect(modules).toContain(`functionals/${id}.ts`);
  });

  test("features: decoding, preparation, the feature, its kernels, the augmentation", () => {
    const modules = reached(EXTRACT, moduleOf("feature", "mfcc"), moduleOf("augmentation", "speed"));
    expect(modules).toEqual(
      expect.arrayContaining([
        "audio/flac.ts",
        "features/recipe.ts",
        "features/mfcc.ts",
        "signal/kernel/bytes.ts",
        "signal/resample.ts",
        "augment/speed.ts",
      ]),
    );
    for (const other of ["augment/noise.ts", "features/hilbert-spectrum.ts", "models/svm.ts"]) {
      expect(modules).not.toContain(other);
    }
  });
});

describe("the identity", () => {
  let copy: string;
  beforeEach(async () => {
    copy = await mkdtemp(join(tmpdir(), "prosodia-code-"));
    await cp(SRC, join(copy, "src"), { recursive: true });
  });
  /** As a process that starts now sees it: identities are kept while a process runs. */
  const identity = async (): Promise<string> => {
    const place = await mkdtemp(join(tmpdir(), "prosodia-code-"));
    await cp(join(copy, "src"), join(place, "src"), { recursive: true });
    const url = (path: string) => pathToFileURL(join(place, "src", path)).href;
    return codeOf(url("experiment/jobs/fit.ts"), url("models/kernel-ridge.ts"));
  };
  const change = async (path: string): Promise<void> => {
    const file = join(copy, "src", path);
    await writeFile(file, `${await readFile(file, "utf8")}\n// changed\n`);
  };

  test("is the same wherever the package lies", async () => {
    expect(await identity()).toBe(await identity());
  });

  test.each([
    "models/kernel-ridge.ts",
    "models/kernel/cholesky.ts",
    "engine/onnx/session.ts",
    "learners/pipeline.ts",
    "experiment/jobs/training.ts",
    "experiment/files/weights-file.ts",
  ])("changes with a line of %s", async (path) => {
    const before = await identity();
    await change(path);
    expect(await identity()).not.toBe(before);
  });

  test.each(["models/svm.ts", "cli/program.ts", "report/html.ts", "features/mfcc.ts"])(
    "does not change with a line of %s, which the work cannot reach",
    async (path) => {
      const before = await identity();
      await change(path);
      expect(await identity()).toBe(before);
    },
  );

  test("changes with the version of a package", async () => {
    const before = await identity();
    const place = await mkdtemp(join(tmpdir(), "prosodia-code-"));
    await cp(join(copy, "src"), join(place, "src"), { recursive: true });
    await mkdir(join(place, "node_modules/zod"), { recursive: true });
    await writeFile(join(place, "node_modules/zod/package.json"), '{ "version": "99.0.0" }');
    const url = (path: string) => pathToFileURL(join(place, "src", path)).href;
    expect(await codeOf(url("experiment/jobs/fit.ts"), url("models/kernel-ridge.ts"))).not.toBe(before);
  });
});
