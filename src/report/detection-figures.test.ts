import { expect, test } from "vitest";
import { toyInputs } from "../../test/toy-report.ts";
import { detectionOf } from "../metrics/detection.ts";
import { detectionFigure } from "./detection-figures.ts";
import { buildReport, renderJson } from "./index.ts";
import { labelledOf } from "./score.ts";
import { renderSvg } from "./svg.ts";

const { labels } = toyInputs().recognisers[0].predictions;
const answers = labelledOf(toyInputs().recognisers[0].predictions);
const detections = labels.map((_, label) => detectionOf(answers, label));

test.each([
  ["roc", "AUC", "others told as this label"],
  ["pr", "average precision", "right when told (precision)"],
  ["det", "equal error rate", "missed"],
] as const)("%s has a line per label and says its number", async (curve, number, axis) => {
  const svg = await renderSvg(detectionFigure(curve, [...detections.slice(1), null], labels));
  expect(svg).toContain(`aria-label="`);
  expect(svg).toContain(number);
  expect(svg).toContain(`>${axis}<`);
  expect(svg.match(/<path[^>]* stroke="var\(--label-\d\)" stroke-width="1.6"/g)).toHaveLength(2);
  expect(svg).not.toMatch(/NaN|undefined/);
});

test("more labels than colours are told apart by dashes", async () => {
  const many = Array.from({ length: 9 }, (_, i) => `label ${i}`);
  const svg = await renderSvg(
    detectionFigure(
      "roc",
      many.map(() => detections[0]),
      many,
    ),
  );
  expect(svg.match(/stroke="var\(--label-0\)"[^>]*stroke-dasharray="6,3"/g)?.length).toBeGreaterThan(0);
});

test("the error axes say per cent where they stand", async () => {
  const svg = await renderSvg(detectionFigure("det", detections, labels));
  for (const text of [">1%<", ">5%<", ">40%<"]) expect(svg, text).toContain(text);
});

test("the JSON report has the numbers of every label", () => {
  const { recognisers } = JSON.parse(renderJson(buildReport(toyInputs())));
  for (const { auc, averagePrecision, equalErrorRate } of recognisers[0].labels) {
    for (const share of [auc, averagePrecision, equalErrorRate]) expect(share).toBeGreaterThanOrEqual(0);
  }
});
