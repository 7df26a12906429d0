/** The documents of docs/features are what `npm run docs` makes, but for what a machine's speed is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { features } from "../src/features/index.ts";
import { FUNCTIONALS_FILE, featurePages, PAGES_FOLDER } from "../tools/docs.ts";
import { SPEED_BEGIN, SPEED_END } from "../tools/feature-page.ts";
import { PICTURE_BYTES } from "../tools/feature-picture.ts";
import { functionalPage } from "../tools/functional-page.ts";

const withoutSpeed = (text: string): string =>
  text.replace(new RegExp(`${SPEED_BEGIN}[\\s\\S]*${SPEED_END}`), "");

const pages = await featurePages();

for (const [name, text] of pages) {
  test(`${name} is as npm run docs makes it`, () => {
    expect(withoutSpeed(readFileSync(join(PAGES_FOLDER, name), "utf8"))).toBe(withoutSpeed(text));
  });
}

test("the page of the functionals is as npm run docs makes it", () => {
  expect(readFileSync(FUNCTIONALS_FILE, "utf8")).toBe(functionalPage());
});

test("every feature has a page and a small picture, and nothing else is there", () => {
  const pictures = features.ids.map((id) => `${id}.png`);
  expect(readdirSync(PAGES_FOLDER).toSorted()).toEqual([...pages.keys(), ...pictures].toSorted());
  for (const picture of pictures) {
    expect(readFileSync(join(PAGES_FOLDER, picture)).length, picture).toBeLessThan(PICTURE_BYTES);
  }
});
