/** What is wider than a narrow page scrolls by itself, and can be reached without a pointer. */
import { html, type Markup } from "./markup.ts";

/** The attributes of an element that scrolls aside. */
export function scrolls(label: string): Markup {
  return html` class="scroll" tabindex="0" role="region" aria-label="${label}"`;
}
