/** The small picture of a feature in its document: of a synthesised sentence, in few colours. */
import { decode, encode } from "fast-png";
import type { Audio } from "../src/audio/audio.ts";
import { svgToPng } from "../src/cli/svg-to-png.ts";
import type { FeatureDefinition } from "../src/features/index.ts";
import { plotFeature } from "../src/plot/index.ts";
import { synthesise, voices } from "../src/synth/index.ts";

/** What all pictures are of: a woman says "Kids are talking by the door" happily. */
export const PICTURED: Audio = synthesise({
  voice: voices[1],
  sentence: "kids",
  emotion: "happy",
  intensity: "normal",
  take: 1,
  seed: 1,
});

/** So few that no picture has 60 kB. */
const COLOURS = 72;

export async function featurePicture(definition: FeatureDefinition): Promise<Uint8Array> {
  const svg = plotFeature(definition, PICTURED, {}, { name: "synthetic speech", width: 760, height: 520 });
  return withPalette(await svgToPng(svg));
}

type Colour = readonly [red: number, green: number, blue: number];

/** The same picture with the most frequent colours, each other one by the nearest of them. */
function withPalette(png: Uint8Array): Uint8Array {
  const { width, height, data, channels } = decode(png);
  const counts = new Map<number, number>();
  const codes = new Uint32Array(width * height);
  for (let i = 0; i < codes.length; i++) {
    const at = i * channels;
    codes[i] = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(codes[i], (counts.get(codes[i]) ?? 0) + 1);
  }
  const colours = [...counts].toSorted(([a, n], [b, m]) => m - n || a - b).map(([code]) => colourOf(code));
  const palette = colours.slice(0, COLOURS);
  const places = new Map(colours.map((colour) => [codeOf(colour), nearest(palette, colour)]));
  const pixels = Uint8Array.from(codes, (code) => places.get(code) ?? 0);
  const image = { width, height, data: pixels, channels: 1, palette: palette.map((colour) => [...colour]) };
  return encode(image, { zlib: { level: 9 } });
}

function colourOf(code: number): Colour {
  return [code >> 16, (code >> 8) & 255, code & 255];
}

function codeOf([red, green, blue]: Colour): number {
  return (red << 16) | (green << 8) | blue;
}

function nearest(palette: readonly Colour[], colour: Colour): number {
  const distances = palette.map((one) => one.reduce((sum, value, i) => sum + (value - colour[i]) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}
