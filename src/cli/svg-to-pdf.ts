/**
 * SVG to PDF, as lines and shapes that stay sharp at any size. resvg first makes the picture simple (letters become outlines,
 * circles and rectangles paths, styles attributes); what is left is paths, groups, clips and bitmaps, which PDF draws alike.
 */
import { decode } from "fast-png";
import { zlibSync } from "fflate";
import { openDrawing } from "./drawing.ts";

/** Points of an inch, and pixels of it in CSS. */
const POINTS_PER_PIXEL = 72 / 96;

export async function svgToPdf(svg: string): Promise<Uint8Array> {
  const drawing = await openDrawing(svg);
  const simple = drawing.toString();
  const { width, height } = drawing;
  drawing.free();
  return pdfOf(simple, width, height);
}

type Attributes = Readonly<Record<string, string | undefined>>;

interface Objects {
  /** Bodies of the PDF's objects, the first one numbered 1. */
  readonly bodies: Uint8Array[];
  add(body: Uint8Array | string): number;
}

function pdfOf(simple: string, width: number, height: number): Uint8Array {
  const objects = createObjects();
  const images: number[] = [];
  const opacities = new Map<string, string>();
  const content = drawElements(simple, {
    image: (uri, isSmooth) => {
      images.push(addImage(objects, uri, isSmooth));
      return `Im${images.length - 1}`;
    },
    opacity: (fill, stroke) => {
      const key = `${fill} ${stroke}`;
      const name = opacities.get(key) ?? `Gs${opacities.size}`;
      opacities.set(key, name);
      return name;
    },
  });
  const scale = POINTS_PER_PIXEL;
  // PDF counts from the bottom upwards
  const page = `${scale} 0 0 ${-scale} 0 ${height * scale} cm\n${content}`;
  const stream = addStream(objects, encode(page), "");
  const states = [...opacities].map(([key, name]) => {
    const [fill, stroke] = key.split(" ");
    return `/${name} << /ca ${fill} /CA ${stroke} >>`;
  });
  const resources =
    `<< /XObject << ${images.map((id, i) => `/Im${i} ${id} 0 R`).join(" ")} >> ` +
    `/ExtGState << ${states.join(" ")} >> >>`;
  const pages = objects.bodies.length + 2;
  const leaf = objects.add(
    `<< /Type /Page /Parent ${pages} 0 R /MediaBox [0 0 ${width * scale} ${height * scale}] ` +
      `/Resources ${resources} /Contents ${stream} 0 R >>`,
  );
  objects.add(`<< /Type /Pages /Kids [${leaf} 0 R] /Count 1 >>`);
  const root = objects.add(`<< /Type /Catalog /Pages ${pages} 0 R >>`);
  return fileOf(objects.bodies, root);
}

interface Resources {
  image(uri: string, isSmooth: boolean): string;
  opacity(fill: string, stroke: string): string;
}

/** The content stream: a group is a saved state, which its end restores. */
function drawElements(simple: string, resources: Resources): string {
  const clips = new Map<string, string>();
  const drawn: string[] = [];
  let clip: string | undefined;
  let inDefinitions = false;
  for (const [, closing, name, rest] of simple.matchAll(/<(\/?)([a-zA-Z]+)([^>]*)>/g)) {
    const attributes = attributesOf(rest);
    const isEmpty = rest.endsWith("/");
    if (name === "defs") inDefinitions = closing === "" && !isEmpty;
    else if (name === "clipPath") clip = closing === "" ? attributes.id : undefined;
    else if (name === "path" && clip !== undefined)
      clips.set(clip, transformed(attributes, pathOf(attributes.d ?? "")));
    else if (inDefinitions) continue;
    else if (name === "g") {
      if (closing !== "") drawn.push("Q");
      else {
        const clipping = clips.get(/#([^)]+)/.exec(attributes["clip-path"] ?? "")?.[1] ?? "");
        drawn.push(`q ${matrixOf(attributes)}${clipping === undefined ? "" : `${clipping} W n`}`);
        if (isEmpty) drawn.push("Q");
      }
    } else if (name === "path") drawn.push(drawPath(attributes, resources));
    else if (name === "image") drawn.push(drawImage(attributes, resources));
  }
  return drawn.join("\n");
}

function attributesOf(text: string): Attributes {
  return Object.fromEntries([...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
}

function matrixOf({ transform }: Attributes): string {
  const numbers = transform?.match(/-?[\d.]+(?:e-?\d+)?/g);
  return numbers?.length === 6 ? `${numbers.map(plain).join(" ")} cm ` : "";
}

/** A clip's path with its own transform undone afterwards. */
function transformed(attributes: Attributes, path: string): string {
  if (attributes.transform !== undefined)
    throw new Error("a clip path that is transformed cannot be drawn as PDF");
  return path;
}

function drawPath(attributes: Attributes, { opacity }: Resources): string {
  const { fill = "#000000", stroke = "none", d = "" } = attributes;
  const hasFill = fill !== "none";
  const hasStroke = stroke !== "none";
  if (!hasFill && !hasStroke) return "";
  const isHalo = hasFill && hasStroke && attributes["paint-order"]?.startsWith("stroke") === true;
  const [fillOpacity, strokeOpacity] = [
    attributes["fill-opacity"] ?? "1",
    attributes["stroke-opacity"] ?? "1",
  ];
  const dashes = attributes["stroke-dasharray"]?.replaceAll(",", " ");
  const joins: Readonly<Record<string, number>> = { miter: 0, round: 1, bevel: 2 };
  return [
    `q ${matrixOf(attributes)}`,
    fillOpacity === "1" && strokeOpacity === "1" ? "" : `/${opacity(fillOpacity, strokeOpacity)} gs `,
    hasFill ? `${colourOf(fill)} rg ` : "",
    hasStroke
      ? `${colourOf(stroke)} RG ${plain(attributes["stroke-width"] ?? "1")} w ${joins[attributes["stroke-linejoin"] ?? "miter"]} j `
      : "",
    dashes === undefined ? "" : `[${dashes}] 0 d `,
    // a halo is drawn before its letters
    isHalo
      ? `${pathOf(d)} S ${pathOf(d)} f`
      : `${pathOf(d)} ${hasFill && hasStroke ? "B" : hasFill ? "f" : "S"}`,
    " Q",
  ].join("");
}

function drawImage(attributes: Attributes, { image }: Resources): string {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((key) => Number(attributes[key] ?? 0));
  const isSmooth = attributes["image-rendering"] !== "optimizeSpeed";
  const name = image(attributes["xlink:href"] ?? attributes.href ?? "", isSmooth);
  // a bitmap is one unit high, upwards
  return `q ${matrixOf(attributes)}${plain(width)} 0 0 ${plain(-height)} ${plain(x)} ${plain(y + height)} cm /${name} Do Q`;
}

/** Commands of a path in capitals, each with its numbers; quadratic curves become cubic ones. */
function pathOf(d: string): string {
  let [x, y] = [0, 0];
  return [...d.matchAll(/([A-Z])([^A-Z]*)/g)]
    .map(([, command, text]) => {
      const n = (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
      if (command === "Z") return "h";
      const [beforeX, beforeY] = [x, y];
      [x, y] = n.slice(-2);
      if (command === "M") return `${plain(x)} ${plain(y)} m`;
      if (command === "L") return `${plain(x)} ${plain(y)} l`;
      if (command === "C") return `${n.map(plain).join(" ")} c`;
      if (command === "Q") {
        const [qx, qy] = n;
        const first = [beforeX + (2 / 3) * (qx - beforeX), beforeY + (2 / 3) * (qy - beforeY)];
        const second = [x + (2 / 3) * (qx - x), y + (2 / 3) * (qy - y)];
        return `${[...first, ...second, x, y].map(plain).join(" ")} c`;
      }
      throw new Error(`the path command ${command} cannot be drawn as PDF`);
    })
    .join(" ");
}

/** "#2b5797" as three shares. */
function colourOf(hex: string): string {
  return [1, 3, 5].map((at) => plain(Number.parseInt(hex.slice(at, at + 2), 16) / 255)).join(" ");
}

/** PDF knows no powers of ten. */
function plain(value: number | string): string {
  return String(Number(Number(value).toFixed(4)));
}

function addImage(objects: Objects, uri: string, isSmooth: boolean): number {
  const { width, height, data, channels, palette } = decode(
    Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"),
  );
  const pixels = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let colour = 0; colour < 3; colour++) {
      pixels[3 * i + colour] =
        palette === undefined
          ? data[i * channels + (channels < 3 ? 0 : colour)]
          : (palette[data[i]]?.[colour] ?? 0);
    }
  }
  return addStream(
    objects,
    pixels,
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Interpolate ${isSmooth} `,
  );
}

function addStream(objects: Objects, bytes: Uint8Array, entries: string): number {
  const packed = zlibSync(bytes);
  return objects.add(
    joined([
      encode(`<< ${entries}/Filter /FlateDecode /Length ${packed.length} >>\nstream\n`),
      packed,
      encode("\nendstream"),
    ]),
  );
}

function createObjects(): Objects {
  const bodies: Uint8Array[] = [];
  return { bodies, add: (body) => bodies.push(typeof body === "string" ? encode(body) : body) };
}

/** Header, objects, the table of where they are, and the root. */
function fileOf(bodies: readonly Uint8Array[], root: number): Uint8Array {
  const parts = [encode("%PDF-1.4\n")];
  const places: number[] = [];
  let length = parts[0].length;
  for (const [i, body] of bodies.entries()) {
    places.push(length);
    const object = joined([encode(`${i + 1} 0 obj\n`), body, encode("\nendobj\n")]);
    parts.push(object);
    length += object.length;
  }
  const lines = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`);
  const table = `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${lines.join("")}`;
  const trailer = `trailer\n<< /Size ${bodies.length + 1} /Root ${root} 0 R >>\nstartxref\n${length}\n%%EOF\n`;
  return joined([...parts, encode(table + trailer)]);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
