/** The recogniser that comes with Prosodia. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadRecogniser } from "../src/recogniser/index.ts";
import { synthesise, type Voice, voices } from "../src/synth/index.ts";

test("the ready-made recogniser opens, says what it is, and answers", async () => {
  const recogniser = await loadRecogniser(readFileSync(new URL("../weights/ravdess.onnx", import.meta.url)));
  const { labels, trainedOn, measured } = recogniser.info;
  expect(labels).toEqual(["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]);
  expect(trainedOn.licence).toContain("CC BY-NC-SA 4.0");
  expect(trainedOn.citation).toContain("Livingstone");
  expect(measured?.protocol).toBe("speaker");
  expect(measured?.scores.find((score) => score.metric === "accuracy")).toMatchObject({ n: trainedOn.clips });
  // known answers: a change of any feature would make the weights hear something that they were not trained on
  const answerTo = async (voice: Voice) => {
    const utterance = {
      voice,
      sentence: "kids",
      emotion: "angry",
      intensity: "strong",
      take: 1,
      seed: 1,
    } as const;
    const { label, probabilities } = await recogniser.predict(synthesise(utterance));
    return [label, probabilities[label]] as const;
  };
  expect(await answerTo(voices[0])).toEqual(["angry", expect.closeTo(0.37101, 4)]);
  expect(await answerTo(voices[1])).toEqual(["angry", expect.closeTo(0.3666, 4)]);
  await recogniser.release();
});

test("the tiny recogniser is tiny, answers, and gets to know voices", async () => {
  const bytes = readFileSync(new URL("../weights/tiny.onnx", import.meta.url));
  expect(bytes.length).toBeLessThan(300_000);
  const recogniser = await loadRecogniser(bytes, { threads: 1 });
  const { trainedOn, measured, labels } = recogniser.info;
  expect(trainedOn.licence).toContain("CC BY-NC-SA 4.0");
  expect(measured?.scores.find((score) => score.metric === "accuracy")).toMatchObject({ n: trainedOn.clips });
  const utterance = { sentence: "kids", emotion: "angry", intensity: "strong", take: 1, seed: 1 } as const;
  const speech = synthesise({ ...utterance, voice: voices[0] });
  const { probabilities } = await recogniser.predict(speech);
  expect(labels.reduce((sum, one) => sum + probabilities[one], 0)).toBeCloseTo(1, 5);
  const enrolment = await recogniser.enrol([speech]);
  const known = await recogniser.predict(speech, { enrolment });
  expect(labels.some((one) => Math.abs(known.probabilities[one] - probabilities[one]) > 0.01)).toBe(true);
  await recogniser.release();
});

test("the licence of the weights is told beside them", () => {
  expect(readFileSync(new URL("../weights/README.md", import.meta.url), "utf8")).toContain("CC BY-NC-SA 4.0");
});
