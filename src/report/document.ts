/** What every page of ours begins with: its policy, its title, its style. */
import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

const NO_SCRIPT = "default-src 'none'; style-src 'unsafe-inline'";

export interface Document {
  readonly title: string;
  /** Content security policy: nothing but the page's own style by default. */
  readonly policy?: string;
  /** Rules beside those that all pages have. */
  readonly style?: string;
  /** With its tags. */
  readonly body: Markup;
}

/** A whole document, that asks nothing of the network. */
export function renderDocument({ title, policy = NO_SCRIPT, style = "", body }: Document): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<title>${title}</title>
<style>${new Markup(STYLE + style)}</style>
</head>
${body}
</html>
`.text;
}
