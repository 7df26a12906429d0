/** The documents say what is true: commands exist, examples parse, tables are complete. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseParams } from "../src/base/params.ts";
import { createProgram } from "../src/cli/program.ts";
import { parseExperiment } from "../src/experiment/config/config.ts";
import { mlp } from "../src/models/mlp.ts";
import { parseScoresFile, renderResultsTable } from "../src/report/index.ts";
import { ensemblesPage } from "../tools/ensembles-page.ts";
import { peersPage } from "../tools/peers-page.ts";
import { prosodia } from "./e2e/prosodia.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(resolve(ROOT, path), "utf8");

describe("README", () => {
  const readme = read("README.md");

  test("has at most 200 lines", () => expect(readme.split("\n").length).toBeLessThanOrEqual(200));

  test("its commands and options exist", () => {
    const program = createProgram();
    const lines = [...readme.matchAll(/^ {4}npx prosodia (.+?)(?:\s+#.*)?$/gm)].map((match) =>
      match[1].split(" "),
    );
    expect(lines.length).toBeGreaterThan(3);
    for (const words of lines) {
      let command = program;
      for (const word of words) {
        const next = command.commands.find((one) => one.name() === word);
        if (next === undefined) break;
        command = next;
      }
      expect(command, words.join(" ")).not.toBe(program);
      const options = command.options.flatMap((option) => [option.long, option.short]);
      for (const word of words.filter((one) => one.startsWith("-")))
        expect(options, words.join(" ")).toContain(word);
    }
  });

  test("its experiment is one", async () => {
    const [, text] = /```yaml\n([\s\S]+?)```/.exec(readme) ?? [];
    const experiment = await parseExperiment(text, "experiment.yaml");
    expect(experiment.learners.map(({ name, id }) => [name, id])).toEqual([
      ["svm", "recogniser"],
      ["ridge", "recogniser"],
      ["wigglenet", "recogniser"],
      ["mean", "mean-probability"],
      ["stack", "stack"],
      ["by-sex", "route"],
      ["to-speaker", "normalise"],
    ]);
  });

  test("its training parameters are some", () => {
    const [, text] = /```yaml\n(params:\n[\s\S]+?)```/.exec(readme) ?? [];
    const { params } = parse(text);
    expect(parseParams("README", mlp.params, params).stages).toHaveLength(2);
  });

  test("how far predict is to be trusted is what the card of the ready-made recogniser says", () => {
    const card = read("weights/ravdess.md");
    const [, right, interval, women, men] =
      /people it had\s+never heard, ([\d.]+) % of the answers are right \(95 % interval ([\d.–]+); chance 12\.5 %\), women's ([\d.]+) %, men's ([\d.]+) %/.exec(
        readme,
      ) ?? [];
    expect(card).toContain(`| Accuracy, % | ${right} | ${interval} |`);
    expect(card).toMatch(new RegExp(`\\| female \\| \\d+ \\| ${women} \\|`));
    expect(card).toMatch(new RegExp(`\\| male \\| \\d+ \\| ${men} \\|`));
  });

  test("its install and test commands are scripts", () => {
    const { scripts } = JSON.parse(read("package.json"));
    for (const [, script] of readme.matchAll(/npm run ([\w-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });
});

describe("pages about results quote their scores", () => {
  test.each([
    {
      page: "docs/descriptors.md",
      tables: ["random", "search-speaker", "speaker"].map((name) => `descriptors-${name}`),
      others: ["svm-mfcc-stats-random", "svm-mfcc-stats-speaker"],
    },
    { page: "docs/routes.md", tables: ["routes-speaker"], others: [] },
  ])("$page", ({ page, tables, others }) => {
    const scoresOf = (name: string) =>
      parseScoresFile(`results/${name}.scores.json`, read(`results/${name}.scores.json`));
    const [before, inside, after] = read(page).split(/<!-- results: (?:begin|end) -->/);
    expect(inside).toContain(renderResultsTable(tables.map(scoresOf)));
    const figures = [...tables, ...others].flatMap((name) =>
      scoresOf(name).recognisers.flatMap(({ scores }) =>
        scores.flatMap(({ value, low, high }) => [value, low, high]),
      ),
    );
    const known = new Set(figures.map((figure) => (100 * figure).toFixed(1)));
    const quoted = [...`${before}${after}`.matchAll(/\b\d+\.\d\b/g)].map(([figure]) => figure);
    expect(quoted.length).toBeGreaterThan(3);
    expect(quoted.filter((figure) => !known.has(figure))).toEqual([]);
  });
});

test("the page about ten draws is made of its figures, by the command", async () => {
  const { code, stdout, stderr } = await prosodia(["results", "results/drawn", "--draws"], { cwd: ROOT });
  expect(code, stderr).toBe(0);
  const [, inside] = read("docs/draws.md").split(/<!-- results: (?:begin|end) -->/);
  expect(inside.trim()).toBe(stdout.trim());
  expect(stdout).toContain("| random | 10 | 245 |");
});

test("the page about ensembles is made of its figures", () => {
  expect(read("docs/ensembles.md"), "npm run ensembles").toBe(ensemblesPage(resolve(ROOT, "results")));
});

test("the page about peers is made of its figures", () => {
  expect(read("docs/peers.md"), "npm run peers").toBe(peersPage(resolve(ROOT, "bench/results")));
});

test("every dependency has a reason", () => {
  const { dependencies } = JSON.parse(read("package.json"));
  const architecture = read("ARCHITECTURE.md");
  for (const name of Object.keys(dependencies)) {
    const short = name.replace("@wasm-audio-decoders/", "");
    expect(architecture, name).toContain(short);
  }
});

/** Every mapping of a YAML document, however deep. */
function mappingsOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(mappingsOf)];
}

test("the support-vector machines of results/ name their kernel: no default can change a published score", () => {
  const files = readdirSync(resolve(ROOT, "results"), { recursive: true, encoding: "utf8" });
  const machines = files
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => mappingsOf(parse(read(`results/${name}`))).map((mapping) => ({ name, mapping })))
    .filter(({ mapping }) => Reflect.get(mapping, "id") === "svm");
  expect(machines.length).toBeGreaterThan(30);
  for (const { name, mapping } of machines) {
    const params: unknown = Reflect.get(mapping, "params");
    const isPolynomial = mappingsOf(params).some((one) => Reflect.get(one, "kernel") === "poly");
    for (const key of ["kernel", "C", ...(isPolynomial ? ["degree", "coef0"] : [])]) {
      expect(params, name).toHaveProperty(key);
    }
  }
});

test("the experiments of results/ are ones", () => {
  const names = [
    ...read("results/reproduce.sh").matchAll(/measure ([a-z][\w/-]*)(?= )|for experiment in ([\w/\- ]+)/g),
  ]
    .flatMap((match) => (match[1] ?? match[2]).trim().split(" "))
    .filter((name) => name !== "");
  expect(names.length).toBeGreaterThan(3);
  for (const name of names) parseExperiment(read(`results/${name}.yaml`), `results/${name}.yaml`);
});
