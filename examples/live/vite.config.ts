import { defineConfig } from "vite";

export default defineConfig({
  base: "./", // the page works from any folder of any server
  worker: { format: "es" }, // decoders are parts of their own
  optimizeDeps: { exclude: ["prosodia", "onnxruntime-web"] }, // they look for their files beside themselves
});
