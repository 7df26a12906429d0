import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processorTime } from "../../../test/processor-time.ts";
import { ConfigError } from "../../base/errors.ts";
import { parseExperiment, readExperiment } from "./config.ts";

const HEAD = "corpus: { path: clips }\nlearners:\n";
const LEARNER = "{ recipe: {}, model: { id: svm } }";

async function refusal(text: string): Promise<string> {
  const error = await parseExperiment(text, "x.yaml").catch((one: unknown) => one);
  if (error instanceof ConfigError) return error.message;
  throw error;
}

test("an alias inside of what it stands for", async () => {
  expect(await refusal(`${HEAD}  a: &a [*a]\n`)).toBe(
    "x.yaml, line 3: the alias *a stands inside of what it stands for.",
  );
  expect(await refusal(`${HEAD}  a: &a { recipe: { features: { x: *a } } }\n`)).toMatch(
    /line 3: the alias \*a/,
  );
  const { learners } = await parseExperiment(`${HEAD}  a: &a ${LEARNER}\n  b: *a\n`, "x.yaml");
  expect(learners.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("a key that could change how objects work", async () => {
  expect(await refusal(`${HEAD}  __proto__: ${LEARNER}\n`)).toBe(
    'x.yaml, line 3: the key "__proto__" cannot be used as a name.',
  );
  const param = "{ recipe: {}, model: { id: svm, params: { __proto__: { C: 1 } } } }";
  expect(await refusal(`${HEAD}  a: ${param}\n`)).toMatch(/line 3: the key "__proto__"/);
});

test("fifty thousand keys are looked at once each", async () => {
  const many = Array.from({ length: 50_000 }, (_, i) => `  key${i}: 1`).join("\n");
  expect(await refusal(`${HEAD}  a: ${LEARNER}\n  key7: 1\n${many}\n`)).toBe(
    'x.yaml, line 12: the key "key7" occurs twice; expected it once.',
  );
}, 10_000);

test("long values are shown by their beginning", async () => {
  const long = "x".repeat(20_000);
  for (const text of [
    `corpus: { path: clips }\n${long}: 1\nlearners: { a: ${LEARNER} }\n`,
    `${HEAD}  a: { recipe: {}, model: { id: ${long} } }\n`,
    `${HEAD}  a: { id: ${long} }\n`,
    `${HEAD}  a: { id: majority-vote, members: [${long}, b] }\n`,
    `seed: ${long}\n${HEAD}  a: ${LEARNER}\n`,
  ]) {
    expect((await refusal(text)).length).toBeLessThan(600);
  }
});

test("text that is not UTF-8", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "prosodia-yaml-")), "x.yaml");
  await writeFile(path, Uint8Array.of(0x61, 0x3a, 0xff, 0xfe));
  await expect(readExperiment(path)).rejects.toThrow(`${path}: the text is not UTF-8. Save it as UTF-8.`);
});

test("thousands of aliases are refused at once", async () => {
  const spent = processorTime();
  await expect(
    parseExperiment(`name: &a x\ncorpus: {path: .}\nlearners:\n  k: [${"*a,".repeat(8000)}]\n`, "x.yaml"),
  ).rejects.toThrow("x.yaml: the file's YAML aliases are not resolved: ");
  expect(spent(), "milliseconds").toBeLessThan(2000);
});
