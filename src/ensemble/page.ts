/** What pages of ensembles have in common: no script, nothing from the network. */
import { renderDocument } from "../report/document.ts";
import { html, type Markup } from "../report/markup.ts";

export function page(title: string, content: Markup): string {
  return renderDocument({
    title,
    style: "figure.wide { --least: 640px; }",
    body: html`<body>
<main>
${content}
<footer>Made by Prosodia.</footer>
</main>
</body>`,
  });
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
