/** The live page, under `/live/`: it needs a microphone and WebAssembly, which no other page of the studio does. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { pagePolicy } from "../guard.ts";
import { typeOf } from "../page-files.ts";
import { StudioError } from "../trouble.ts";

/** Beside the compiled server; from the sources, in what was built last. */
const BUILT = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/live/page/" : "../../live/page/",
  import.meta.url,
);
/** Recognisers are in the package once, not in the page's own folder again. */
const WEIGHTS = new URL("../../../weights/", import.meta.url);

const POLICY = pagePolicy("'self' 'wasm-unsafe-eval'");

export function liveRoutes(): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("content-security-policy", POLICY);
    c.header("permissions-policy", "camera=(), geolocation=(), microphone=(self)");
    // isolated, so that onnxruntime may have threads
    c.header("cross-origin-embedder-policy", "require-corp");
  });
  app.get("/", async (c) =>
    c.body(await read(new URL("index.html", BUILT)), 200, { "content-type": typeOf("index.html") }),
  );
  app.get("/service-worker.js", async (c) => {
    const bytes = await read(new URL("service-worker.js", BUILT));
    return c.body(bytes, 200, { "content-type": typeOf("service-worker.js") });
  });
  app.get("/assets/:name{[\\w-]+\\.[a-z0-9]+}", async (c) => {
    const name = c.req.param("name");
    const [, weights] = /^(\w+)-[\w-]+\.onnx$/.exec(name) ?? [];
    const file =
      weights === undefined ? new URL(`assets/${name}`, BUILT) : new URL(`${weights}.onnx`, WEIGHTS);
    return c.body(await read(file), 200, {
      "content-type": typeOf(name),
      "cache-control": "private, max-age=31536000, immutable", // names hold what is in them
    });
  });
  return app;
}

async function read(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(fileURLToPath(file)).catch(() => undefined);
  if (bytes === undefined)
    throw new StudioError(404, "there is no such file of the live page.", "Run npm run build.");
  return new Uint8Array(bytes);
}
