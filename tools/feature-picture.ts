/** The small picture of a feature in its document: of a synthesised sentence, in few colours. */
import { decode, encode } from "fast-png";
import type { Audio } from "../src/audio/audio.ts";
import { svgToPng } from "../src/cli/svg-to-png.ts";
import type { FeatureDefinition } from "../src/features/index.ts";
import { plotFeatures } from "../src/plot/index.ts";
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

/** Pictures are smaller than this, with as many of these colours as that allows. */
export const PICTURE_BYTES = 60_000;
const COLOUR_COUNTS = [256, 128, 64];

/** @throws Error for a picture that is too large even with few colours */
export async function featurePicture(definition: FeatureDefinition): Promise<Uint8Array> {
  const svg = plotFeatures([{ name: "synthetic speech", audio: PICTURED }], [{ definition, params: {} }], {
    width: 760,
    height: 520,
  });
  const png = await svgToPng(svg);
  const small = COLOUR_COUNTS.map((count) => withPalette(png, count)).find(
    ({ length }) => length < PICTURE_BYTES,
  );
  if (small === undefined)
    throw new Error(`the picture of ${definition.id} has ${PICTURE_BYTES} bytes or more`);
  return small;
}

type Colour = readonly [red: number, green: number, blue: number];
type Counted = readonly [code: number, count: number];

/** The same picture in `count` colours, by halving the widest box of them again and again. */
function withPalette(png: Uint8Array, count: number): Uint8Array {
  const { width, height, data, channels } = decode(png);
  const counts = new Map<number, number>();
  const codes = new Uint32Array(width * height);
  for (let i = 0; i < codes.length; i++) {
    const at = i * channels;
    codes[i] = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(codes[i], (counts.get(codes[i]) ?? 0) + 1);
  }
  const boxes: Counted[][] = [[...counts]];
  while (boxes.length < count) {
    const widest = boxes.reduce(
      (best, box, i) => (extentOf(box).size > extentOf(boxes[best]).size ? i : best),
      0,
    );
    if (boxes[widest].length < 2) break;
    boxes.splice(widest, 1, ...halves(boxes[widest]));
  }
  const places = new Map(boxes.flatMap((box, i) => box.map(([code]): [number, number] => [code, i])));
  const pixels = Uint8Array.from(codes, (code) => places.get(code) ?? 0);
  return encode(
    { width, height, data: pixels, channels: 1, palette: boxes.map((box) => [...meanOf(box)]) },
    { zlib: { level: 9 } },
  );
}

/** The channel in which the colours differ most, and by how much. */
function extentOf(box: readonly Counted[]): { channel: 0 | 1 | 2; size: number } {
  const sizes = ([0, 1, 2] as const).map((channel) => {
    const values = box.map(([code]) => colourOf(code)[channel]);
    return { channel, size: Math.max(...values) - Math.min(...values) };
  });
  return sizes.reduce((best, one) => (one.size > best.size ? one : best));
}

/** Below and above the middle of the channel in which the colours differ most. */
function halves(box: readonly Counted[]): [Counted[], Counted[]] {
  const { channel } = extentOf(box);
  const values = box.map(([code]) => colourOf(code)[channel]);
  const middle = (Math.max(...values) + Math.min(...values)) / 2;
  const isLow = ([code]: Counted): boolean => colourOf(code)[channel] <= middle;
  return [box.filter(isLow), box.filter((one) => !isLow(one))];
}

function meanOf(box: readonly Counted[]): Colour {
  const total = box.reduce((sum, [, count]) => sum + count, 0);
  const mean = (channel: 0 | 1 | 2): number =>
    Math.round(box.reduce((sum, [code, count]) => sum + count * colourOf(code)[channel], 0) / total);
  return [mean(0), mean(1), mean(2)];
}

function colourOf(code: number): Colour {
  return [code >> 16, (code >> 8) & 255, code & 255];
}
