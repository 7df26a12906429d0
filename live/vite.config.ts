/** The live page: built into the package, served by the studio or by any web server. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./", // the page works from any folder of any server
  plugins: [
    svelte({
      configFile: false,
      compilerOptions: { warningFilter: ({ code }) => code !== "state_referenced_locally" },
    }),
  ],
  optimizeDeps: { exclude: ["onnxruntime-web"] }, // it looks for its wasm beside itself
  build: {
    outDir: "../dist/live/page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the page's policy lets nothing in that is written into an address
  },
  worker: { format: "es" },
});
