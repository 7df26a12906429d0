/** What scrolls sideways is reached by keys, and has the name of the section that it is in. */
import type { Attachment } from "svelte/attachments";

export const reachable: Attachment<HTMLElement> = (node) => {
  const heading = node.closest("section, main, figure")?.querySelector("h1, h2, figcaption b");
  node.tabIndex = 0;
  node.setAttribute("role", "region");
  node.setAttribute("aria-label", `Table: ${heading?.textContent?.trim() ?? "scrolls"}`);
};
