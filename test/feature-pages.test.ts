/** The documents of docs/features are what `npm run docs` makes, but for what a machine's speed is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { features } from "../src/features/index.ts";
import { DOCS_FOLDER, featurePages, PAGES_FOLDER, REFERENCE_PAGES } from "../tools/docs.ts";
import { SPEED_BEGIN, SPEED_END } from "../tools/feature-page.ts";
import { PICTURE_BYTES } from "../tools/feature-picture.ts";

const withoutSpeed = (text: string): string =>
  text.replace(new RegExp(`${SPEED_BEGIN}[\\s\\S]*${SPEED_END}`), "");

const pages = await featurePages();

for (const [name, text] of pages) {
  test(`${name} is as npm run docs makes it`, () => {
    expect(withoutSpeed(readFileSync(join(PAGES_FOLDER, name), "utf8"))).toBe(withoutSpeed(text));
  });
}

test.each([...REFERENCE_PAGES])("docs/%s is as npm run docs makes it", (name, make) => {
  expect(readFileSync(join(DOCS_FOLDER, name), "utf8")).toBe(make());
});

test("every feature has a page and a small picture, and nothing else is there", () => {
  const pictures = features.ids.map((id) => `${id}.png`);
  expect(readdirSync(PAGES_FOLDER).toSorted()).toEqual([...pages.keys(), ...pictures].toSorted());
  for (const picture of pictures) {
    expect(readFileSync(join(PAGES_FOLDER, picture)).length, picture).toBeLessThan(PICTURE_BYTES);
  }
});
