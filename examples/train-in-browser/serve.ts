/**
 * Serves a folder's index.html with its main.ts bundled for the browser. `npx tsx examples/train-in-browser/serve.ts`
 * Any bundler will do that takes the package's "browser" conditions; onnxruntime-web stays outside of the bundle, since
 * its threads load its file again.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const RUNTIME = resolve(fileURLToPath(import.meta.resolve("onnxruntime-web")), "..");
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
/** What a browser asks for before a page may have threads that share memory. */
const ISOLATED = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** @param port - 0 for any that is free */
export async function serve(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const bundled = await build({
    entryPoints: [join(folder, "main.ts")],
    bundle: true,
    format: "esm",
    conditions: ["browser"],
    external: ["#onnxruntime"],
    write: false,
  });
  const contentOf = async (path: string): Promise<string | Uint8Array> => {
    if (path === "/index.html") return readFile(join(folder, "index.html"));
    if (path === "/main.js") return bundled.outputFiles[0].contents;
    const [, name] = /^\/onnxruntime\/([\w.-]+)$/.exec(path) ?? [];
    return name === undefined ? Promise.reject(new Error(path)) : readFile(join(RUNTIME, name));
  };
  const server = createServer(async ({ url = "/" }, response) => {
    const path = url === "/" ? "/index.html" : url;
    try {
      const content = await contentOf(path);
      response.writeHead(200, { ...ISOLATED, "Content-Type": TYPES[extname(path)] }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}/` };
}

if (process.argv[1] === import.meta.filename) {
  console.log((await serve(import.meta.dirname, 8080)).url);
}
