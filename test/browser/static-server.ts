/** Serves a folder as the plainest of web servers does: files and their types, no other headers but those that are asked for. */
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export interface StaticServer {
  readonly url: string;
  /** Paths that were asked for, in their order. */
  readonly asked: readonly string[];
  close(): void;
}

/** What lets a page have threads. */
export const ISOLATED: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export async function serveFolder(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const asked: string[] = [];
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    asked.push(pathname);
    const file = join(folder, normalize(pathname === "/" ? "/index.html" : pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {
      ...headers,
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    });
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
