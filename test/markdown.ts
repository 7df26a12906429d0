/** What a markdown document leads to and what may lead into it, by GitHub's rules. */

/** The text without what stands in it to be read as it is: comments, blocks of code and, but for headings, code in a line. */
function withoutBlocks(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^( *)(```+|~~~+)[\s\S]*?^\1\2.*$/gm, "")
    .replace(/(?<=^\n)(?: {4}.*\n|\n)+/gm, "\n");
}

const withoutCode = (text: string): string => text.replace(/(`+)[\s\S]*?\1/g, "");

/** Where the document's links and pictures lead: also those of definitions and of HTML. */
export function linksOf(text: string): string[] {
  const prose = withoutCode(withoutBlocks(text));
  const links = [
    ...prose.matchAll(/\]\(\s*(?:<([^>]*)>|((?:[^()\s]|\([^()\s]*\))*))(?:\s+["'(][^\n]*?["')])?\s*\)/g),
    ...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s*(?:<([^>]*)>|(\S+))/gm),
    ...prose.matchAll(/<[^>]*\s(?:href|src)=(?:"([^"]*)"|'([^']*)')/g),
  ];
  return links.map(([, bracketed, plain]) => bracketed ?? plain);
}

/** What may stand behind # to lead into the document: a heading's words, numbered where they come again, and names in HTML. */
export function anchorsOf(text: string): Set<string> {
  const prose = withoutBlocks(text);
  const anchors = new Set<string>();
  for (const [, heading] of prose.matchAll(/^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/gm)) {
    const words = heading
      .replace(/!\[[^\]]*\]\([^)]*\)|<[^>]*>/g, "")
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = words;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${words}-${again}`;
    anchors.add(anchor);
  }
  for (const [, name] of withoutCode(prose).matchAll(/<[^>]*\s(?:id|name)="([^"]*)"/g)) anchors.add(name);
  return anchors;
}

/** What stands in backticks and looks like a path: has a slash and nothing that no path of a repository has. */
export function pathsOf(text: string): string[] {
  return [...text.matchAll(/`([\w.*<>-]+\/[\w./*<>-]*)`/g)].map(([, path]) => path);
}
