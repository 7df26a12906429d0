import { describe, expect, test } from "vitest";
import { toyMaps } from "../../test/toy-maps.ts";
import { exploreHtml } from "./html.ts";
import { COLOURS, marksOf } from "./marks.ts";
import { exploreSvg } from "./svg.ts";
import { findings } from "./words.ts";

describe("the page", () => {
  const page = exploreHtml(toyMaps());

  test("stands alone: no address but that of the clips, no text of the corpus as markup", () => {
    expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:/);
    expect(page).not.toContain("<b>");
    // the data and the script
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  test("holds the places, and for every trait the mark of each clip; -1 where it is not known", () => {
    const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(page) ?? [];
    const data = JSON.parse(json);
    expect(data.clips).toHaveLength(24);
    expect(data.sounds[3]).toBe("../corpus/clip%203.wav");
    expect(data.maps.map((map: { places: number[] }) => map.places.length)).toEqual([48, 72, 48, 48]);
    const [label, speaker] = data.traits;
    expect(label.marks.map(({ value }: { value: string }) => value)).toEqual(["neutral", "</script><b>"]);
    expect(label.values.slice(0, 3)).toEqual([0, 1, 0]);
    expect(speaker.marks).toHaveLength(12);
    expect(speaker.values[5]).toBe(-1);
    expect(speaker.values[10]).toBe(10);
  });

  test("offers the traits that there are", () => {
    expect([...page.matchAll(/name="trait" value="(\w+)"/g)].map((match) => match[1])).toEqual([
      "label",
      "speaker",
    ]);
  });

  test("says next to every map how far it can be believed, and that it knows the tested clips", () => {
    expect(page.match(/Trustworthiness 0\.910; of 10 neighbours are alike/g)).toHaveLength(8);
    expect(page).toContain("label 50\u00a0% (48), speaker 75\u00a0% (30).");
    expect(page).toContain("was made with those clips in it");
  });
});

describe("what is found", () => {
  test("that speakers are told apart before labels, and what a map has lost", () => {
    const [alike, scores] = findings(toyMaps());
    expect(alike).toContain("50.0\u00a0% share its label (chance 48.0\u00a0%), 75.0\u00a0% its speaker");
    expect(alike).toContain("what these features tell apart first is who speaks");
    expect(scores).toBe(
      "On clips of a new speaker, labels are told from the map t-SNE with a UAR of 60.0\u00a0% at best, from functionals " +
        "themselves with 70.0\u00a0% (chance 50.0\u00a0%): the map has lost some of what there was.",
    );
  });

  test("nothing of the kind where labels are as clear, or the map is better", () => {
    const { exploration } = toyMaps();
    const hits = { label: { share: 0.9, chance: 0.5 }, speaker: { share: 0.9, chance: 0.5 } };
    const page = toyMaps({ features: { ...exploration.features, hits, nearest: 0.1, svm: 0.2 } });
    const text = findings({ ...page, protocol: "random" }).join(" ");
    expect(text).not.toContain("who speaks");
    expect(text).not.toContain("lost");
    expect(text).toContain("On new clips");
  });
});

describe("the picture", () => {
  test("has a mark per clip and map, and a legend; grey where the value is not known", () => {
    const svg = exploreSvg(toyMaps(), "speaker");
    const marks = svg.match(/<(circle|polygon) /g);
    expect(marks).toHaveLength(4 * 24 + 12);
    expect(svg.match(/fill="#bbbbbb"/g)).toHaveLength(4);
    expect(svg).toContain(">speaker 11</text>");
    expect(svg).not.toContain("NaN");
  });

  test("of a corpus with names like markup is SVG all the same", () => {
    expect(exploreSvg(toyMaps(), "label")).toContain("&lt;/script&gt;&lt;b&gt;</text>");
  });
});

test("values keep their order, numbers in names count, and no two of 64 look alike", () => {
  const values = Array.from({ length: 64 }, (_, i) => `${64 - i}`);
  const marks = marksOf([...values, undefined, "sad"], ["happy", "sad"]);
  expect(marks.map(({ value }) => value).slice(0, 4)).toEqual(["sad", "1", "2", "3"]);
  const looks = marks.slice(0, 64).map(({ colour, shape }) => `${colour} ${shape}`);
  expect(new Set(looks).size).toBe(64);
  // of as many as there are emotions every one is known by its shape alone
  expect(new Set(marks.slice(0, 8).map(({ shape }) => shape)).size).toBe(8);
  expect(marks[0]).toMatchObject({ colour: COLOURS[0], shape: 0 });
});
