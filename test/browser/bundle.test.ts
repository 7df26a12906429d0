/** What runs in a browser can be bundled for one: everything but the reading of folders, experiments and commands. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../../src");
const NODE_ONLY = ["corpus", "experiment"];

/** Everything that the bundle of an index imports from outside of itself. */
async function importsOf(index: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [index],
    bundle: true,
    format: "esm",
    conditions: ["browser"],
    external: ["node:*", "#onnxruntime", "piscina", "sucrase"],
    write: false,
    metafile: true,
  });
  return Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
}

const modules = readdirSync(SRC).filter((name) => existsSync(join(SRC, name, "index.ts")));

test("the whole package", async () => {
  expect(await importsOf(join(SRC, "index.ts"))).toEqual(["#onnxruntime"]);
});

for (const name of modules.filter((one) => !NODE_ONLY.includes(one))) {
  test(name, async () => {
    const imports = await importsOf(join(SRC, name, "index.ts"));
    expect(imports.filter((path) => path !== "#onnxruntime")).toEqual([]);
  });
}

for (const name of NODE_ONLY) {
  test(`${name} needs Node`, async () => {
    expect(await importsOf(join(SRC, name, "index.ts"))).toContain("node:fs/promises");
  });
}
