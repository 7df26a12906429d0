/** The site of all documents and exported names: its links lead somewhere, it asks nobody else, and its search finds. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSite } from "../tools/docs-site.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./browser/chromium.ts";
import { serveFolder } from "./browser/static-server.ts";

const DOCS = resolve(import.meta.dirname, "../docs");
const site = mkdtempSync(join(tmpdir(), "prosodia-site-"));
beforeAll(() => buildSite(site), 300_000);
afterAll(() => rmSync(site, { recursive: true }), 120_000);

const read = (path: string) => readFileSync(path, "utf8");
const filesOf = (kind: string) =>
  readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(kind));

interface Link {
  readonly tag: string;
  readonly url: string;
}

function linksOf(html: string): Link[] {
  return [...html.matchAll(/<(\w+)\s[^>]*?\b(?:href|src)="([^"]*)"/g)].map(([, tag, url]) => ({
    tag,
    url: url.replaceAll("&amp;", "&"),
  }));
}

const idsOf = (html: string) => new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => id));
const isElsewhere = (url: string) => /^([a-z][a-z+.-]*:|\/\/)/i.test(url);

test("every link and anchor leads somewhere", () => {
  const pages = filesOf(".html");
  const ids = new Map<string, Set<string>>();
  let links = 0;
  const broken = pages.flatMap((page) =>
    linksOf(read(join(site, page)))
      .filter(({ url }) => !isElsewhere(url))
      .filter(({ url }) => {
        links++;
        const [path, anchor] = url.split("#").map(decodeURIComponent);
        let target = path === "" ? join(site, page) : join(site, dirname(page), path);
        if (existsSync(target) && statSync(target).isDirectory()) target = join(target, "index.html");
        if (!existsSync(target)) return true;
        if (anchor === undefined || anchor === "" || !target.endsWith(".html")) return false;
        const known = ids.get(target) ?? idsOf(read(target));
        ids.set(target, known);
        return !known.has(anchor);
      })
      .map(({ url }) => `${page}: ${url}`),
  );
  expect(broken).toEqual([]);
  expect(pages.length).toBeGreaterThan(500);
  expect(links).toBeGreaterThan(5000);
});

test("nothing is fetched from another host", () => {
  const fetched = filesOf(".html").flatMap((page) =>
    linksOf(read(join(site, page)))
      .filter(({ tag, url }) => tag !== "a" && isElsewhere(url) && !url.startsWith("data:"))
      .map(({ url }) => `${page}: ${url}`),
  );
  const styled = filesOf(".css").filter((sheet) =>
    /@import|url\(\s*["']?(https?:|\/\/)/.test(read(join(site, sheet))),
  );
  expect([...fetched, ...styled]).toEqual([]);
});

test("every guide and tutorial has a page", () => {
  const documents = readdirSync(DOCS, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );
  expect(documents).toContain("tutorials/first-model.md");
  const missing = documents.filter((name) => {
    const page = `docs/${name}`.replace(/\.md$/, ".html").replaceAll("/", "_");
    return !existsSync(join(site, "documents", page));
  });
  expect(missing).toEqual([]);
});

test("search finds a word of a tutorial", { timeout: 60_000 }, async ({ skip }) => {
  if (chromiumPath === undefined) return skip(NO_CHROMIUM);
  const browser = await launchChromium(chromiumPath);
  const server = await serveFolder(site);
  try {
    const page = await browser.newPage();
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
    });
    await page.goto(server.url);
    await page.getByLabel("Search").first().click();
    await page.keyboard.type("optimism");
    await page.locator("#tsd-search-results a", { hasText: "bred-ensemble" }).first().click();
    await page.getByRole("heading", { name: "A bred ensemble" }).waitFor();
    expect(elsewhere).toEqual([]);
  } finally {
    server.close();
    await browser.close();
  }
});
