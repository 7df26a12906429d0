import { expect, test } from "vitest";
import { synthesise, voices } from "../synth/index.ts";
import { plotClip } from "./plot-clip.ts";

const spoken = synthesise({
  ...{ voice: voices[0], sentence: "kids", emotion: "happy", intensity: "normal", take: 1, seed: 1 },
} as const);

test("waveform, spectrogram and pitch of a recording under its name", () => {
  const svg = plotClip(spoken, { name: "clip <1>", about: "sad" });
  for (const text of [">clip &lt;1&gt;<", ">sad<", ">waveform<", ">spectrogram<", ">pitch<", ">time (s)<"]) {
    expect(svg, text).toContain(text);
  }
  expect(svg).toMatch(/^<svg [^>]*width="640" height="420"/);
  // the spectrogram's colours, and the grey one beneath the pitch
  expect(svg.match(/<image /g)).toHaveLength(2);
  const pitch = / d="(M[^"]*)" fill="none" stroke="#c4161c"/.exec(svg)?.[1] ?? "";
  expect(pitch.split(/[ML]/).length).toBeGreaterThan(30);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("silence has a picture without pitch, and almost nothing has one too", () => {
  for (const length of [8000, 30]) {
    const svg = plotClip({ samples: new Float32Array(length), sampleRate: 8000 }, { name: "a", about: "b" });
    expect(svg).toContain('d="" fill="none" stroke="#c4161c"');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});
