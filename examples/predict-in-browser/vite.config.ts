import { defineConfig } from "vite";

export default defineConfig({
  base: "./", // the page works from any folder of any server
  optimizeDeps: { exclude: ["onnxruntime-web"] }, // it looks for its wasm beside itself
});
