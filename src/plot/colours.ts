/** Colour maps of even lightness steps: 256 colours each, as red, green and blue from 0 to 255. */

export type ColourMap = readonly (readonly [red: number, green: number, blue: number])[];

/** Dark to light, for what has a lower end: matplotlib's magma (S. van der Walt, N. Smith; CC0). */
export const magma = interpolate(
  "000004 0a0822 1d1147 36106b 51127c 6a1c81 832681 9c2e7f b73779 d0416f e75263 f56b5c fc8961 fea772 fec488 fde2a3 fcfdbf",
);

/** Blue below, pale in the middle, red above; even in lightness from the middle to both ends (OKLab). */
export const blueRed = interpolate(
  "014182 0054a6 1269c7 3781da 5999e9 7db0f2 a3c8f7 ccdff7 f5f5f5 f6d4cd f3b3a6 eb9381 de7460 cc5641 b63a25 9d200a 7d1201",
);

/** White to grey: what lies under a line. */
export const paper = interpolate("ffffff f4f4f4 e4e4e4 cfcfcf b8b8b8 a0a0a0 888888 707070 555555");

function interpolate(anchors: string): ColourMap {
  const colours = anchors
    .split(" ")
    .map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (colours.length - 1);
    const below = Math.min(Math.floor(at), colours.length - 2);
    const mix = (channel: number): number =>
      Math.round(
        colours[below][channel] + (at - below) * (colours[below + 1][channel] - colours[below][channel]),
      );
    return [mix(0), mix(1), mix(2)];
  });
}
