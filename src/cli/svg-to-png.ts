/** SVG to PNG, with the same fonts on every machine. */
import { openDrawing } from "./drawing.ts";

/** The picture in the size that the SVG says, in DejaVu Sans whatever fonts it names. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const drawing = await openDrawing(svg);
  const image = drawing.render();
  const png = image.asPng();
  image.free();
  drawing.free();
  return png;
}
