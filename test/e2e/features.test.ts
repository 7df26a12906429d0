import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { prosodia, temporaryFolder, tone, writeWav } from "./prosodia.ts";

let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder();
  await writeWav(join(cwd, "tone.wav"), tone(16_000));
});

const extract = (file: string, ...more: string[]) =>
  prosodia(["features", "extract", file, "--feature", "mfcc", "--json", ...more], { cwd });

test("extract prints one JSON object and nothing else", async () => {
  const { code, stdout, stderr } = await prosodia(
    [
      ...["features", "extract", "--feature", "mfcc", "--json"],
      ...["--set", "nMfcc=13", "-p", "hopSamples=256", "tone.wav"],
    ],
    { cwd },
  );
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const feature = JSON.parse(stdout);
  expect(Object.keys(feature)).toEqual(["feature", "sampleRate", "shape", "axes", "data"]);
  expect(feature).toMatchObject({
    feature: "mfcc",
    sampleRate: 16_000,
    shape: [13, 63],
    axes: ["coefficient", "frame"],
  });
  expect(feature.data).toHaveLength(13 * 63);
  expect(feature.data.every(Number.isFinite)).toBe(true);
});

test("a recording comes from standard input, too", async () => {
  const stdin = await readFile(join(cwd, "tone.wav"));
  const args = ["features", "extract", "-", "--feature", "mfcc", "--json"];
  expect((await prosodia(args, { cwd, stdin })).stdout).toBe((await extract("tone.wav")).stdout);
  const empty = await prosodia(args, { cwd });
  expect(empty.code).not.toBe(0);
  expect(empty.stderr).toContain("standard input: the file is empty.");
  const cut = await prosodia(args, { cwd, stdin: stdin.subarray(0, 1000) });
  expect(cut.stderr).toContain("standard input: the data is cut short");
  const predicted = await prosodia(["predict", "-", "--json"], { cwd, stdin });
  expect(predicted.code, predicted.stderr).toBe(0);
  expect(JSON.parse(predicted.stdout)).toMatchObject([{ file: "-" }]);
  const refused = await prosodia(["predict", "-"], { cwd });
  expect(refused.stderr).toBe("prosodia: standard input: the file is empty. Copy or download it again.\n");
});

test("extract writes a NumPy file", async () => {
  const { code } = await prosodia(
    ["features", "extract", "tone.wav", "--feature", "mel", "--npy", "mel.npy"],
    { cwd },
  );
  expect(code).toBe(0);
  const bytes = await readFile(join(cwd, "mel.npy"));
  const headerBytes = bytes.readUInt16LE(8);
  expect((10 + headerBytes) % 64).toBe(0);
  expect(bytes.subarray(10, 10 + headerBytes).toString()).toBe(
    `${"{'descr': '<f4', 'fortran_order': False, 'shape': (128, 32), }".padEnd(headerBytes - 1)}\n`,
  );
  expect(bytes.length).toBe(10 + headerBytes + 4 * 128 * 32);
});

test("short, silent, loud-rate and many-channel audio has features", async () => {
  await writeWav(join(cwd, "short.wav"), tone(80));
  await writeWav(join(cwd, "silence.wav"), new Array<number>(16_000).fill(0));
  await writeWav(join(cwd, "192k.wav"), tone(19_200, 220, 192_000), { sampleRate: 192_000 });
  await writeWav(join(cwd, "eight.wav"), tone(16_000), { channels: 8 });
  for (const file of ["short.wav", "silence.wav", "192k.wav", "eight.wav"]) {
    const { code, stdout, stderr } = await extract(file);
    expect(stderr, file).toBe("");
    expect(code, file).toBe(0);
    expect(JSON.parse(stdout).data.every(Number.isFinite), file).toBe(true);
  }
});

test("what is no audio is refused in one sentence that names the file", async () => {
  await writeFile(join(cwd, "empty.wav"), "");
  await writeFile(join(cwd, "text.wav"), "this is not a recording\n".repeat(10));
  await writeWav(join(cwd, "header.wav"), tone(100));
  await truncate(join(cwd, "header.wav"), 20);
  await writeWav(join(cwd, "data.wav"), tone(1000), { promisedBytes: 4000 });
  await writeWav(join(cwd, "none.wav"), []);
  await writeWav(join(cwd, "nan.wav"), [0, 0.5, Number.NaN, 0.1], { float: true });
  for (const [file, problem] of [
    ["empty.wav", /empty/],
    ["text.wav", /expected WAV, FLAC, MP3, Ogg Vorbis or Opus/],
    ["header.wav", /cut short|truncated|damaged/],
    ["data.wav", /cut short/],
    ["none.wav", /no samples|zero/],
    ["nan.wav", /sample 2/],
    ["missing.wav", /no such file/],
  ] as const) {
    const { code, stdout, stderr } = await extract(file);
    expect(code, file).toBe(1);
    expect(stdout, file).toBe("");
    expect(stderr, file).toMatch(problem);
    expect(stderr, file).toContain(file);
    expect(stderr, file).not.toMatch(/\n\s+at /);
  }
});

test("a wrong feature, parameter or option is a usage error", async () => {
  for (const [args, problem] of [
    [
      ["features", "extract", "tone.wav", "--feature", "mfc"],
      /feature "mfc" is unknown.*Did you mean "mfcc"/,
    ],
    [
      ["features", "extract", "tone.wav", "--feature", "mfcc", "--set", "nMfc=1"],
      /"nMfc" is unknown.*"nMfcc"/,
    ],
    [["features", "extract", "tone.wav", "--feature", "mfcc", "--set", "nMfcc=0"], /nMfcc: .*1; got 0/],
    [["features", "extract", "--feature", "mfcc", "--set", "nMfcc", "tone.wav"], /--set.*'nMfcc'.*key=value/],
    [["features", "extract", "tone.wav"], /--feature/],
    [
      ["features", "table", "--feature", "mfcc", "--over-time", "./clips", "-o", "x.csv"],
      /--over-time.*mean,sd/,
    ],
    [["featurs"], /unknown command 'featurs'/],
  ] as const) {
    const { code, stdout, stderr } = await prosodia(args, { cwd });
    expect(code, args.join(" ")).toBe(2);
    expect(stdout, args.join(" ")).toBe("");
    expect(stderr).toMatch(problem);
  }
});

test("lists have a line for each entry; one entry has its parameters", async () => {
  const features = await prosodia(["features", "list"], { cwd });
  expect(features.stdout).toMatch(/^mfcc {2}/m);
  expect(features.stdout.split("\n").length).toBeLessThan(50);
  const mfcc = await prosodia(["features", "list", "mfcc"], { cwd });
  expect(mfcc.stdout).toMatch(/^mfcc {2}Mel-frequency/);
  expect(mfcc.stdout).toMatch(/nMfcc +integer ≥ 1/);
  expect(mfcc.stdout).not.toMatch(/^mel {2}/m);
  expect(await prosodia(["models", "svm", "--json"], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\[\{"id":"svm",.*"params":/),
  });
  const unknown = await prosodia(["models", "list", "svn"], { cwd });
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean "svm"')]);
  const models = await prosodia(["models", "list", "--json"], { cwd });
  expect(JSON.parse(models.stdout).map((model: { id: string }) => model.id)).toEqual(
    expect.arrayContaining(["svm", "mlp", "wigglenet", "kernel-ridge"]),
  );
});

test("plot draws a feature as PNG or SVG", async () => {
  const plot = (...args: string[]) => prosodia(["features", "plot", "tone.wav", ...args], { cwd });
  const png = await plot("--feature", "mfcc", "-p", "nMfcc=13", "-p", "deltas=1", "-o", "pictures/mfcc.png");
  expect(png).toMatchObject({ code: 0, stderr: "", stdout: "mfcc of tone.wav drawn in pictures/mfcc.png\n" });
  const bytes = await readFile(join(cwd, "pictures/mfcc.png"));
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 800]);
  expect((await plot("--feature", "spectrogram", "--out", "tone.SVG")).code).toBe(0);
  expect(await readFile(join(cwd, "tone.SVG"), "utf8")).toMatch(/^<svg [\s\S]*spectrogram of tone\.wav/);
});

test("plot draws several recordings and features, a part of them, with labels, as PDF", async () => {
  await writeWav(join(cwd, "other.wav"), tone(16_000, 300));
  await writeFile(
    join(cwd, "tone.TextGrid"),
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n<exists>\n1\n"IntervalTier"\n"words"\n0\n1\n1\n0\n1\n"la"\n',
  );
  const words = [
    "--feature",
    "mel",
    "--feature",
    "speech",
    "-p",
    "mel.nMels=40",
    "--from",
    "0.2",
    "--to",
    "0.6",
  ];
  const more = ["--fmax", "4000", "--title", "Two tones", "--size", "1000x700", "--labels", "tone.TextGrid"];
  const files = ["tone.wav", "other.wav"];
  expect(
    await prosodia(["features", "plot", ...files, ...words, ...more, "-o", "two.pdf"], { cwd }),
  ).toMatchObject({
    code: 0,
    stderr: "",
    stdout: "mel, speech of tone.wav, other.wav drawn in two.pdf\n",
  });
  expect((await readFile(join(cwd, "two.pdf"))).toString("latin1")).toMatch(
    /^%PDF.*\/MediaBox \[0 0 750 525\]/s,
  );
  for (const [args, problem] of [
    [["--feature", "mel", "--feature", "pitch", "-p", "nMels=40"], /--set nMels: .*mel\.nMels/],
    [["--feature", "mel", "--size", "big"], /--size.*1200x800/],
    [["--feature", "mel", "--from", "9"], /expected a part of the .* s of the recording, got 9 to/],
    [["--feature", "mel", "--labels", "tone.wav"], /tone\.wav: expected a TextGrid of Praat/],
  ] as const) {
    const { code, stderr } = await prosodia(["features", "plot", "tone.wav", ...args, "-o", "no.svg"], {
      cwd,
    });
    expect(code, args.join(" ")).toBeGreaterThan(0);
    expect(stderr).toMatch(problem);
  }
});

test("corpus plot draws a corpus", async () => {
  await writeFile(join(cwd, "clips.csv"), "path,label,sex\ntone.wav,calm,female\n");
  expect(await prosodia(["corpus", "plot", "clips.csv", "-o", "corpus.svg"], { cwd })).toMatchObject({
    code: 0,
    stdout: "1 clip drawn in corpus.svg\n",
  });
  expect(await readFile(join(cwd, "corpus.svg"), "utf8")).toContain(">clips by label<");
  const refused = await prosodia(["corpus", "plot", "clips.csv", "-o", "corpus.gif"], { cwd });
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(".png, .svg or .pdf")]);
});

test("plot refuses in one sentence, and leaves no file", async () => {
  await writeWav(join(cwd, "short.wav"), tone(80));
  for (const [file, feature, out, code, problem] of [
    ["tone.wav", "mfc", "a.png", 2, /feature "mfc" is unknown.*waveform, spectrogram.*Did you mean "mfcc"/],
    [
      "tone.wav",
      "mfcc",
      "a.jpg",
      2,
      /--out: expected a file name that ends in \.png, \.svg or \.pdf, got "a\.jpg"/,
    ],
    ["tone.wav", "mfcc", "tone.wav/a.png", 1, /tone\.wav\/a\.png: the file cannot be written/],
    ["short.wav", "functionals", "a.png", 1, /functionals: the audio lasts 5\.0 ms; expected at least 85\.3/],
    ["missing.wav", "mfcc", "a.png", 1, /missing\.wav: there is no such file/],
  ] as const) {
    const result = await prosodia(["features", "plot", file, "--feature", feature, "-o", out], { cwd });
    expect(result.stderr).toMatch(problem);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
    expect([result.code, result.stdout]).toEqual([code, ""]);
  }
  await expect(readFile(join(cwd, "a.png"))).rejects.toThrow("ENOENT");
});
