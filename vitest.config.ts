import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,test,studio/src,live/src}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    // What a command says is compared as text, wherever the tests run.
    env: { NO_COLOR: "1" },
  },
});
