/** The page of names has every feature, every model, and parameters that exist. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { features } from "../src/features/index.ts";
import { models } from "../src/models/index.ts";

const page = readFileSync(resolve(import.meta.dirname, "../docs/names.md"), "utf8");

/** What the rows of a section's table begin with: the names in their first cell. */
function namesIn(heading: string): string[] {
  const [, section] = page.split(`\n## ${heading}\n`);
  const cells = [...section.split("\n## ")[0].matchAll(/^\| (`[^|]+) \|/gm)];
  return cells.flatMap(([, cell]) => cell.replace(/: .*/, "").split(", ")).map((name) => name.slice(1, -1));
}

test("every feature", () => expect(namesIn("Features")).toEqual(features.ids));

test("every model", () => expect(namesIn("Models")).toEqual(models.ids));

test("parameters of features and models", () => {
  const known = [
    ...features.ids.map((id) => features.find(id)),
    ...models.ids.map((id) => models.find(id)),
  ].flatMap(({ params }) => Object.keys(params.shape));
  const named = namesIn("Parameters");
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
