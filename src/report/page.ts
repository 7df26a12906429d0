/** A page: its head, its policy, and the script that plays clips. */
import { visibleLines } from "../base/visible.ts";
import { renderDocument } from "./document.ts";
import { html, Markup } from "./markup.ts";
import { PAGE_SCRIPT } from "./page-script.ts";

/** Clip id -> where the page finds its sound: a path as seen from the page, or a data URI. */
export type Sounds = ReadonlyMap<string, string>;

export interface Page {
  readonly title: string;
  readonly bodyClass: string;
  readonly body: Markup;
  /** Of all clips that have a button. */
  readonly sounds: Sounds;
  /** Id of a figure of a confusion matrix -> its labels, and the clips of its cells. */
  readonly cells?: Readonly<Record<string, PageCells>>;
}

export interface PageCells {
  readonly labels: readonly string[];
  /** [truth, predicted], row-major: ids, and how sure of what was said. */
  readonly clips: readonly (readonly (readonly [id: string, sureness: string])[])[];
  /** [truth, predicted]: how many there are. */
  readonly counts: readonly number[];
}

/**
 * The whole document. It asks nothing of the network, and runs no script but its own, whose digest its policy names: text that
 * got past the escaping would run nothing.
 */
export async function renderPage({ title, bodyClass, body, sounds, cells = {} }: Page): Promise<string> {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${await base64Digest(PAGE_SCRIPT)}'`,
    "img-src data: blob:",
    "media-src 'self' file: data:",
  ].join("; ");
  return renderDocument({
    title,
    policy,
    body: html`<body class="${bodyClass}">
${body}
<div class="player" id="player" role="region" aria-label="Player" hidden><span aria-live="polite"></span><audio controls></audio></div>
<script type="application/json" id="data">${jsonMarkup({ sounds: [...sounds], cells: Object.entries(cells) })}</script>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>`,
  });
}

/** A button that plays the clip; nothing where there is no sound of it. */
export function playButton(clipId: string, sounds: Sounds): Markup | null {
  if (!sounds.has(clipId)) return null;
  return html`<button type="button" class="play" data-clip="${clipId}" aria-pressed="false" aria-label="Play ${clipId}">▶</button>`;
}

/** JSON whose texts cannot end the element that it stands in, and are seen as everywhere on the page. */
function jsonMarkup(value: unknown): Markup {
  const json = JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "string" ? visibleLines(one) : one,
  );
  return new Markup(json.replaceAll("<", "\\u003c"));
}

async function base64Digest(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
