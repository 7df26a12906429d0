/** The studio's page: built into the package, so that a person who installs it builds nothing. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [
    svelte({
      configFile: false,
      // pages are made anew when what they are about changes
      compilerOptions: { warningFilter: ({ code }) => code !== "state_referenced_locally" },
    }),
  ],
  build: {
    outDir: "../dist/studio/page",
    emptyOutDir: true,
    // of what others wrote and the bundle holds
    license: { fileName: "licences.md" },
    target: "es2022",
    modulePreload: { polyfill: false },
  },
});
