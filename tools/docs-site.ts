/** Makes the site of all documents and every exported name, with search: `npm run docs:site`, typedoc.json says of what. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Application,
  type Context,
  Converter,
  LogLevel,
  normalizePath,
  PageEvent,
  ReflectionKind,
  TypeDocReader,
} from "typedoc";

const ROOT = resolve(import.meta.dirname, "..");

/** Links to folders lead to their pages: those of their README.md, or of the module that they are. */
function givePagesToFolders({ project }: Context): void {
  const documents = project.getReflectionsByKind(ReflectionKind.Document);
  const modules = project.getReflectionsByKind(ReflectionKind.Module);
  const pages = [
    ...documents
      .filter(({ name }) => name.endsWith("/README"))
      .map((page) => ({ folder: page.name.replace("/README", ""), page })),
    ...modules.map((page) => ({ folder: `src/${page.name}`, page })),
  ];
  for (const { folder, page } of pages) {
    const path = join(ROOT, folder);
    if (existsSync(path)) project.files.registerReflectionPath(normalizePath(path), page);
  }
}

/** What leads to a folder without a page, as of results, is plain text: the site holds no folders. */
function unlinkFolders(page: PageEvent): void {
  const sources = page.project.files.getNameToAbsoluteMap();
  page.contents = (page.contents ?? "").replace(
    /<a href="[^"]*\bmedia\/([^"/]+)"[^>]*>(.*?)<\/a>/gs,
    (link, name, text) => {
      const source = sources.get(name);
      return source !== undefined && statSync(source).isDirectory() ? text : link;
    },
  );
}

/**
 * @param out - a folder, which is emptied before
 * @throws Error if typedoc finds errors
 */
export async function buildSite(out: string): Promise<void> {
  const options = { options: join(ROOT, "typedoc.json"), logLevel: LogLevel.Error };
  const app = await Application.bootstrap(options, [new TypeDocReader()]);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, givePagesToFolders);
  app.renderer.on(PageEvent.END, unlinkFolders);
  const project = await app.convert();
  if (project === undefined) throw new Error("the site cannot be made: see the errors above");
  await app.generateDocs(project, out);
  if (app.logger.hasErrors()) throw new Error("the site has errors: see above");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = join(ROOT, "dist-site");
  await buildSite(out);
  console.log(`${join(out, "index.html")}: open it, or put the folder on any web server`);
}
