/** SVG as text. */

import { visible } from "../base/visible.ts";

type Attributes = Readonly<Record<string, string | number>>;

/** An element; attributes and text are escaped, `content` is SVG already. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(shown(value))}"`);
  return content === "" ? `<${name}${list.join("")}/>` : `<${name}${list.join("")}>${content}</${name}>`;
}

export function text(content: string, attributes: Attributes): string {
  return element("text", attributes, escapeXml(content));
}

/** Characters that XML does not know even written out are left out. */
function escapeXml(raw: string): string {
  return visible(raw)
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Coordinates to a hundredth of a pixel. */
export function shown(value: string | number): string {
  return typeof value === "string" ? value : String(Math.round(value * 100) / 100);
}
