import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import type { Audio } from "../audio/audio.ts";
import { svgToPng } from "../cli/svg-to-png.ts";
import type { FeatureDefinition } from "../features/feature.ts";
import { mfcc } from "../features/mfcc.ts";
import { silence, sweep, synthesise, tone, voices } from "../synth/index.ts";
import { type PlotOptions, plotFeatures } from "./plot-features.ts";
import { plottable } from "./views.ts";

const speech = synthesise({
  voice: voices[1],
  sentence: "kids",
  emotion: "calm",
  intensity: "normal",
  take: 1,
  seed: 1,
});
const plot = (id: string, audio: Audio, params = {}, options: PlotOptions = {}) =>
  plotFeatures([{ name: "clip", audio }], [{ definition: plottable().find(id), params }], options);

/** The text elements that say this, by place in the page: x and y add up those of the groups around them. */
function placesOf(svg: string, wanted: string): { x: number; y: number }[] {
  const places: { x: number; y: number }[] = [];
  let group = { x: 0, y: 0 };
  for (const [, gx, gy, x, y, content] of svg.matchAll(
    /<g transform="translate\((\S+) (\S+)\)">|<text x="(\S+?)" y="(\S+?)"[^>]*>([^<]*)</g,
  )) {
    if (gx !== undefined) group = { x: Number(gx), y: Number(gy) };
    else if (content === wanted) places.push({ x: group.x + Number(x), y: group.y + Number(y) });
  }
  return places;
}

/** Without what letters bitmaps happen to be made of. */
function wordsOf(svg: string): string {
  return svg.replaceAll(/base64,[^"]*/g, "");
}

interface Image {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rows: number;
  readonly cols: number;
  /** [row, col], the palette's indices, row 0 at the top. */
  readonly pixels: ArrayLike<number>;
}

/** The page's images, by place in their panels. */
function imagesOf(svg: string): Image[] {
  return [
    ...svg.matchAll(/<image x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"[^>]*base64,([^"]+)"/g),
  ].map(([, x, y, width, height, data]) => {
    const png = decode(Buffer.from(data, "base64"));
    return {
      ...{ x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
      ...{ rows: png.height, cols: png.width, pixels: png.data },
    };
  });
}

/** The row of the brightest pixel of a column, counted from the bottom, as a share of the height. */
function brightest({ rows, cols, pixels }: Image, col: number): number {
  let best = 0;
  for (let row = 0; row < rows; row++) if (pixels[row * cols + col] > pixels[best * cols + col]) best = row;
  return 1 - (best + 0.5) / rows;
}

describe("every feature has a picture", () => {
  for (const id of plottable().ids) {
    test(id, async () => {
      const svg = plot(id, speech);
      expect(svg).toContain(`${id} of clip`);
      expect(wordsOf(svg)).not.toMatch(/NaN|Infinity|undefined/);
      const png = decode(await svgToPng(svg));
      // many parts need more room
      expect([png.width, png.height]).toEqual([1200, id === "egemaps-series" ? 1028 : 800]);
      expect(plot(id, speech)).toBe(svg);
    });
  }
});

test("a spectrogram's low frequencies are at the bottom, and the axis agrees", () => {
  const svg = plot("spectrogram", tone({ hz: 2000, sampleRate: 16000 }));
  const [image] = imagesOf(svg);
  const share = brightest(image, Math.floor(image.cols / 2));
  expect(share).toBeCloseTo(0.25, 2);
  const [label] = placesOf(svg, "2000");
  const [zero] = placesOf(svg, "0")
    .filter(({ x }) => x === label.x)
    .slice(-1);
  expect((zero.y - label.y) / image.height).toBeCloseTo(share, 2);
});

test("a mel spectrogram's axis is in hertz at the bands' peaks", () => {
  const svg = plot("mel", tone({ hz: 1000, sampleRate: 16000 }));
  const [image] = imagesOf(svg);
  const [label] = placesOf(svg, "1000");
  const [top] = placesOf(svg, "mel spectrogram");
  const fromTop = label.y - 4 - (top.y + 6);
  expect(1 - fromTop / image.height).toBeCloseTo(brightest(image, Math.floor(image.cols / 2)), 1);
});

test("time runs to the right: a sweep rises", () => {
  const [image] = imagesOf(plot("gabor-scalogram", sweep({ fromHz: 200, toHz: 3000 })));
  const [early, late] = [0.2, 0.8].map((share) => brightest(image, Math.floor(share * image.cols)));
  expect(late).toBeGreaterThan(early + 0.2);
});

test("powers are in decibels, 80 deep; levels in decibels stay as they are", () => {
  const levels = plot("mel", speech, { decibels: true });
  expect(plot("mel", speech)).toContain(">power (dB)<");
  expect(levels).toContain(">level (dB)<");
  const [powers] = imagesOf(plot("mel", speech));
  const [decibels] = imagesOf(levels);
  expect(decibels.pixels).toEqual(powers.pixels);
});

test("sub-bands of w-mfcc are told apart where their coefficients begin", () => {
  const svg = plot("w-mfcc", tone({ sampleRate: 16000 }), { splits: 3 });
  const [a3, d3, d2, d1] = ["cA3", "cD3", "cD2", "cD1"].map((name) => placesOf(svg, name)[0].x);
  expect(d3 - a3).toBeCloseTo((d1 - d2) / 2, -1);
  expect(d2 - d3).toBeCloseTo(d3 - a3, -1);
});

test("pitch has gaps where nothing is voiced, over a spectrogram", () => {
  const quiet = new Float32Array(48000);
  quiet.set(tone({ hz: 200 }).samples, 16000);
  const svg = plot("pitch", { samples: quiet, sampleRate: 16000 });
  expect(imagesOf(svg)).toHaveLength(1);
  const [line] = [...svg.matchAll(/<path d="(M[^"]*)" fill="none" stroke="#c4161c"/g)].map(
    ([, path]) => path,
  );
  expect(line.match(/M/g)).toHaveLength(1);
  const xs = [...line.matchAll(/[ML](\S+?) /g)].map(([, x]) => Number(x));
  expect(xs[0]).toBeGreaterThan(300);
  expect(xs[xs.length - 1]).toBeLessThan(800);
});

test("pitch shows nothing voiced in what nobody hears", () => {
  const hum = tone({ hz: 150, sampleRate: 16000, peak: 1e-3 }).samples;
  const samples = new Float32Array(3 * hum.length);
  for (const part of [0, 1, 2])
    samples.set(part === 1 ? tone({ hz: 200, sampleRate: 16000 }).samples : hum, part * hum.length);
  const svg = plot("pitch", { samples, sampleRate: 16000 });
  const lines = [
    ...svg.matchAll(/<path d="(M[^"]*)" fill="none" stroke="(#c4161c|#2b5797)" stroke-width="1.6"/g),
  ];
  const [f0, voiced] = lines.map(([, path]) =>
    [...path.matchAll(/[ML](\S+?) (\S+?)(?=[ML]|$)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  );
  const width = Number(/<clipPath[^>]*><rect width="(\S+?)"/.exec(svg)?.[1]);
  for (const [x] of f0) expect(Math.abs(x / width - 0.5)).toBeLessThan(0.19);
  const top = Math.min(...voiced.map(([, y]) => y));
  const heard = voiced.filter(([, y]) => y === top).map(([x]) => x / width);
  expect([Math.min(...heard), Math.max(...heard)].map((share) => share.toFixed(1))).toEqual(["0.3", "0.7"]);
});

describe("spectra of modes", () => {
  const samples = new Float32Array(speech.samples.length + 2 * speech.sampleRate);
  samples.set(speech.samples, speech.sampleRate);
  const quietEnds = { samples, sampleRate: speech.sampleRate };

  test("are weighed by the signal: what modes cancel of each other in silence is not the brightest", () => {
    const [{ pixels, rows, cols }] = imagesOf(plot("hilbert-spectrum", quietEnds));
    const columns = Array.from({ length: cols }, (_, col) =>
      Math.max(...Array.from({ length: rows }, (_, row) => pixels[row * cols + col])),
    );
    const seconds = samples.length / speech.sampleRate;
    const brightestAt = (seconds * columns.indexOf(Math.max(...columns))) / cols;
    expect(brightestAt).toBeGreaterThan(1);
    expect(brightestAt).toBeLessThan(seconds - 1);
    expect(Math.max(...columns.slice(-Math.floor(cols / seconds / 2)))).toBe(0);
  });

  test("have an axis in octaves, unless bins are asked for", () => {
    const places = (params: object): number[] => {
      const svg = plot("hilbert-spectrum", tone({ hz: 500, sampleRate: 16000 }), params);
      return ["200", "1000", "5000"].map((text) => placesOf(svg, text)[0]?.y ?? Number.NaN);
    };
    const [low, middle, high] = places({});
    expect((low - middle) / (middle - high)).toBeCloseTo(1, 1);
    const svg = plot("hilbert-spectrum", tone({ hz: 500, sampleRate: 16000 }), { bins: 40 });
    expect(svg).toContain("energies weighed by the signal&#39;s".replace("&#39;", "'"));
    expect(svg).not.toContain("octaves");
    expect(imagesOf(svg)[0].rows).toBe(40);
  });
});

describe("a part of a recording", () => {
  // a second of 500 Hz, a second of 1500 Hz, a second of 500 Hz
  const part = (hz: number) => tone({ hz, sampleRate: 16000, seconds: 1 }).samples;
  const audio = {
    samples: Float32Array.from([...part(500), ...part(1500), ...part(500)]),
    sampleRate: 16000,
  };

  test("lies where its seconds say", () => {
    const svg = plot("spectrogram", audio, {}, { fromSeconds: 0.5, toSeconds: 1.5 });
    const [image] = imagesOf(svg);
    const [from, to] = [placesOf(svg, "0.6")[0].x, placesOf(svg, "1.4")[0].x];
    const group = Number(/translate\((\S+) /.exec(svg)?.[1]);
    const colAt = (seconds: number): number => {
      const x = from - group + ((seconds - 0.6) / 0.8) * (to - from);
      return Math.round(((x - image.x) / image.width) * image.cols);
    };
    expect(brightest(image, colAt(0.8)) * 8000).toBeCloseTo(500, -2);
    expect(brightest(image, colAt(1.2)) * 8000).toBeCloseTo(1500, -2);
    expect(placesOf(svg, "0.2")).toEqual([]);
  });

  test("may be a band of frequencies", () => {
    const svg = plot("spectrogram", audio, {}, { minHz: 1000, maxHz: 2000 });
    const [image] = imagesOf(svg);
    const share = brightest(image, Math.floor(image.cols / 2));
    const y = image.y + image.height * (1 - share);
    const [bottom, top] = [placesOf(svg, "1000")[0].y, placesOf(svg, "2000")[0].y];
    expect(y / (bottom - top)).toBeCloseTo(0.5, 1);
    expect(placesOf(svg, "500")).toEqual([]);
  });

  test("that is none is refused", () => {
    expect(() => plot("mfcc", audio, {}, { fromSeconds: 4 })).toThrow(
      "expected a part of the 3.00 s of the recording, got 4 to 3 s. Change --from or --to.",
    );
    expect(() => plot("mfcc", audio, {}, { maxHz: 4000 })).toThrow("no axis of the picture is a frequency");
    expect(() => plot("mel", audio, {}, { minHz: 4000, maxHz: 300 })).toThrow("got 4000 and 300 Hz");
  });
});

test("recordings side by side share their scales, and features lie below each other", () => {
  const loud = { name: "loud", audio: speech };
  const soft = { name: "soft", audio: { ...speech, samples: speech.samples.map((sample) => sample / 1000) } };
  const features = ["mel", "pitch"].map((id) => ({ definition: plottable().find(id), params: {} }));
  const svg = plotFeatures([loud, soft], features, { title: "Both" });
  expect(svg).toContain(">Both<");
  expect([placesOf(svg, "loud").length, placesOf(svg, "soft").length]).toEqual([1, 1]);
  const [melLoud, melSoft] = imagesOf(svg).slice(0, 2);
  // a thousandth is 60 dB less
  expect([melLoud, melSoft].map(({ pixels }) => Math.max(...Array.from(pixels)))).toEqual([
    255,
    Math.round(255 / 4),
  ]);
  const [left, right] = placesOf(svg, "mel spectrogram");
  expect([left.y === right.y, left.x < right.x]).toEqual([true, true]);
  expect(placesOf(svg, "F0")[0].y).toBeGreaterThan(left.y);
});

test("speech has formants and pitch over a spectrogram, and labels below", () => {
  const labels = [
    {
      name: "words",
      labels: [
        { from: 0, to: 1, text: "kids <are>" },
        { from: 1, to: 1.8, text: "talking" },
      ],
    },
  ];
  const svg = plotFeatures(
    [{ name: "clip", audio: speech, labels }],
    [{ definition: plottable().find("speech"), params: {} }],
  );
  expect(svg.split("<circle").length).toBeGreaterThan(200);
  expect(imagesOf(svg)).toHaveLength(1);
  const [first] = placesOf(svg, "kids &lt;are&gt;");
  expect(first.y).toBeGreaterThan(placesOf(svg, "waveform")[0].y + 500);
  expect(placesOf(svg, "talking")[0].x).toBeGreaterThan(first.x);
  expect(wordsOf(svg)).not.toMatch(/NaN|Infinity|undefined/);
});

test("tensors are small multiples with the same colours", () => {
  const images = imagesOf(plot("imf-spectrum", speech, { maxImfs: 5, bins: 20 }));
  expect(images).toHaveLength(6);
  const loudest = images.map(({ pixels }) => Math.max(...Array.from(pixels)));
  expect(loudest.filter((pixel) => pixel === 255)).toHaveLength(1);
});

test("an image that has more cells than pixels is averaged", () => {
  const long = { samples: new Float32Array(16000 * 60).fill(0.25), sampleRate: 16000 };
  const [image] = imagesOf(plot("spectrogram", long, { nFft: 64, hopSamples: 64 }));
  expect(image.cols).toBeLessThan(1200);
  expect(image.rows).toBe(33);
});

test("many panels make the picture higher, so that none vanishes", () => {
  const svg = plot("imfs", speech, { maxImfs: 16 });
  expect(Number(/ height="(\d+)"/.exec(svg)?.[1])).toBeGreaterThanOrEqual(800);
  for (const [, height] of svg.matchAll(/<clipPath[^>]*><rect width="\S+" height="(\S+)"/g)) {
    expect(Number(height)).toBeGreaterThan(40);
  }
});

test("a feature without a layout is counted", () => {
  const { layout: _layout, ...plain } = mfcc;
  const svg = plotFeatures(
    [{ name: "clip", audio: speech }],
    [{ definition: plain satisfies FeatureDefinition, params: {} }],
  );
  expect(svg).toContain(">frame<");
  expect(svg).toContain(">coefficient<");
});

test("names and parameters are shown, whatever they hold", () => {
  const svg = plotFeatures(
    [{ name: 'a<b> & "c"\u0007.wav', audio: speech }],
    [{ definition: mfcc, params: { nMfcc: 7 } }],
  );
  expect(svg).toContain("mfcc of a&lt;b&gt; &amp; &quot;c&quot;\\u{7}.wav");
  expect(svg).toContain("nMfcc=7");
  expect(svg).toContain("[7, ");
});

test("silence, one sample and one frame have pictures", async () => {
  const one = { samples: new Float32Array([0.5]), sampleRate: 16000 };
  for (const audio of [silence(), one, { samples: speech.samples.slice(5000, 5300), sampleRate: 16000 }]) {
    for (const id of ["waveform", "spectrogram", "mfcc", "spectral", "pitch"]) {
      const svg = plot(id, audio);
      expect(wordsOf(svg), id).not.toMatch(/NaN|Infinity|undefined/);
      await svgToPng(svg);
    }
  }
});

test("what the feature refuses is refused by its name", () => {
  expect(() => plot("mfcc", speech, { nMfcc: 0 })).toThrow("feature mfcc: nMfcc: too small");
  expect(() => plot("w-mfcc", { samples: new Float32Array(10), sampleRate: 16000 })).toThrow(
    "feature w-mfcc: the audio has 10 samples; expected at least 28 for 2 splits",
  );
  expect(() => plottable().find("mffc")).toThrow('Did you mean "mfcc"?');
});
