/** The live page: built into the package, served by the studio or by any web server. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const SERVICE_WORKER = "service-worker";
/** What is fetched when it is asked for: recognisers that are large, decoders for what the browser does not read. */
const LATER = /\/(ravdess|flac|mpg123|ogg|opus|codec|WASMAudio)[^/]*$/;

/** Worklets are loaded as they are: the compiled one is taken. */
const compiledWorklet: Plugin = {
  name: "compiled-worklet",
  enforce: "pre",
  transform(code, id) {
    const compiled = code.replace('new URL("./worklet.js"', 'new URL("../../dist/live/worklet.js"');
    return compiled !== code && id.endsWith("/src/live/tap.ts") ? compiled : undefined;
  },
};

/** Tells the service worker what to keep. */
const keptFiles: Plugin = {
  name: "kept-files",
  enforce: "post",
  generateBundle(_, bundle) {
    const digest = createHash("sha256");
    const files = ["./"];
    for (const [name, file] of Object.entries(bundle)) {
      digest.update(name).update(file.type === "chunk" ? file.code : file.source);
      if (name.startsWith("assets/") && !LATER.test(`/${name}`)) files.push(name);
    }
    const worker = bundle[`${SERVICE_WORKER}.js`];
    if (worker?.type !== "chunk") throw new Error("the service worker was not built.");
    worker.code = worker.code
      .replace("prosodia-live-VERSION", `prosodia-live-${digest.digest("hex").slice(0, 12)}`)
      .replace(/JSON\.parse\(.FILES.\)/, JSON.stringify(files));
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: "./", // the page works from any folder of any server
  plugins: [
    compiledWorklet,
    keptFiles,
    svelte({
      configFile: false,
      compilerOptions: { warningFilter: ({ code }) => code !== "state_referenced_locally" },
    }),
  ],
  optimizeDeps: { exclude: ["onnxruntime-web"] }, // it looks for its wasm beside itself
  build: {
    outDir: "../dist/live/page",
    emptyOutDir: true,
    // of what others wrote and the bundle holds
    license: { fileName: "licences.md" },
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the page's policy lets nothing in that is written into an address
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, "index.html"),
        [SERVICE_WORKER]: join(import.meta.dirname, "service-worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (name === SERVICE_WORKER ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
});
