import { fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { studioOf, writeTones } from "../../test/studio.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";

const yamlOf = (k: number) => `corpus: { path: ../corpus }
learners: { knn: { recipe: { features: [{ id: mfcc, overTime: {} }] }, model: { id: knn, params: { k: ${k} } } } }
`;
const BY_HAND = `# a week of thought\n${yamlOf(1)}`;
/** Works until it is told to stop. */
const WORKER = 'process.once("message", () => process.once("message", () => process.exit()));';

let home: string;
let studio: Awaited<ReturnType<typeof studioOf>>;

beforeEach(async () => {
  home = temporaryFolder({ "worker.mjs": WORKER, "experiments/mine.yaml": BY_HAND });
  await writeTones(home, ["corpus/low/a.wav", "corpus/up/b.wav"]);
  studio = await studioOf(home, [], { spawn: () => fork(join(home, "worker.mjs")) });
});
afterEach(() => studio.studio.close());

const run = (k: number) => studio.send("/api/experiment/run", { yaml: yamlOf(k), name: "mine" });
const text = (name = "mine.yaml") => readFileSync(join(home, "experiments", name), "utf8");
const others = () => readdirSync(join(home, "experiments")).filter((name) => name !== "mine.yaml");

test("what had the name of an experiment before is kept", async () => {
  expect((await run(3)).status).toBe(200);
  expect(text()).toBe(yamlOf(3));
  const [kept, ...more] = others();
  expect(kept).toMatch(/^mine\.\d{4}-\d\d-\d\dT[\d-]+Z\.yaml$/);
  expect(more).toEqual([]);
  expect(text(kept)).toBe(BY_HAND);
});

test("the same text is not kept twice", async () => {
  await studio.send("/api/experiment/run", { yaml: BY_HAND, name: "mine" });
  expect(text()).toBe(BY_HAND);
  expect(others()).toEqual([]);
});

test("a run that is refused leaves the file of the running one", async () => {
  await run(3);
  const before = others();
  const refused = await run(9);
  expect(refused.status).toBe(409);
  expect(await refused.json()).toEqual({
    error: expect.stringMatching(/^mine: is \w+ already\. Stop it first, or choose another name\.$/),
  });
  expect(text()).toBe(yamlOf(3));
  expect(others()).toEqual(before);
});

test("of two that are asked for at once, the one that runs has its file", async () => {
  const [first, second] = await Promise.all([run(3), run(9)]);
  expect([first.status, second.status].toSorted()).toEqual([200, 409]);
  expect(text()).toBe(yamlOf(first.status === 200 ? 3 : 9));
});
