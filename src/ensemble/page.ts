/** What pages of ensembles have in common: no script, nothing from the network. */
import { html, Markup } from "../report/markup.ts";
import { STYLE } from "../report/style.ts";

export function page(title: string, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(STYLE)}figure.wide { --least: 640px; }</style>
</head>
<body>
<main>
${content}
<footer>Made by Prosodia.</footer>
</main>
</body>
</html>
`.text;
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
