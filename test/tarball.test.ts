/** The packed tarball installs into an empty project from the npm registry alone, without a setting, and works there. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { encodeWav } from "../src/audio/index.ts";
import { demoClips } from "../src/synth/index.ts";
import { chromiumPath, fakeMicrophone, launchChromium, NO_CHROMIUM } from "./browser/chromium.ts";
import { serveFolder } from "./browser/static-server.ts";
import { run } from "./installed-package.ts";

const ROOT = resolve(import.meta.dirname, "..");
const { exports } = z
  .object({ exports: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
/** What a program imports: every entry point that is code. */
const code = Object.keys(exports)
  .filter((path) => !/\.(json|onnx)$/.test(path))
  .map((path) => `prosodia${path.slice(1)}`);

const project = mkdtempSync(join(tmpdir(), "prosodia-consumer-"));
afterAll(() => rmSync(project, { recursive: true }), 120_000);

/** That of a person who set nothing: neither this checkout's settings nor what npm had in its cache. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(npm_|onnxruntime_)/i.test(key))),
  npm_config_cache: join(project, "npm-cache"),
};

function hasRegistry(): boolean {
  try {
    execFileSync("npm", ["ping"], { cwd: project, env, stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** What a user's project sets; it has no types but those that the package itself brings. */
const COMPILER_OPTIONS = {
  target: "ES2023",
  lib: ["ES2023", "DOM", "DOM.Iterable"],
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
  types: [],
};

const said = z.object({ stdout: z.string() });

/** Runs TypeScript over entries.ts in the project; the lines that it prints, whether it ends well or not. */
async function typescript(options: object, ...args: string[]): Promise<string[]> {
  const compilerOptions = { ...COMPILER_OPTIONS, ...options };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["entries.ts"] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const command = [tsc, "--project", project, "--pretty", "false", ...args];
  const { stdout } = await run(process.execPath, command).catch((failure: unknown) => said.parse(failure));
  return stdout.split("\n").filter((line) => line !== "");
}

describe.skipIf(!hasRegistry())("in an empty project, the tarball", () => {
  beforeAll(async () => {
    const pack = ["pack", "--ignore-scripts", "--pack-destination", project];
    const { stdout } = await run("npm", pack, { cwd: ROOT });
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await run("npm", ["install", `./${stdout.trim()}`], { cwd: project, env });
  }, 300_000);

  test("has every export that it names", { timeout: 60_000 }, async () => {
    const program = `for (const name of ${JSON.stringify(code)}) {
      console.log(name, Object.keys(await import(name)).length > 0);
    }`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: project,
    });
    expect(stdout.trim().split("\n")).toEqual(code.map((name) => `${name} true`));
  });

  test("has types that stand on their own, however modules are found", { timeout: 300_000 }, async () => {
    const lines = code.map((name, i) => `export * as entry${i} from ${JSON.stringify(name)};\n`);
    writeFileSync(join(project, "entries.ts"), lines.join(""));
    const checked = { module: "NodeNext" };
    expect(await typescript(checked)).toEqual([]);
    // Whoever finds the same declarations finds the same types.
    const found = await typescript(checked, "--listFilesOnly");
    for (const name of code) {
      const index = `/prosodia/dist/${name.replace(/^prosodia\/?/, "")}/index.d.ts`.replace("//", "/");
      expect(found.filter((path) => path.endsWith(index))).toHaveLength(1);
    }
    for (const way of [{ module: "Node16" }, { module: "ESNext", moduleResolution: "Bundler" }]) {
      expect(await typescript(way, "--listFilesOnly"), way.module).toEqual(found);
    }
  });

  test("answers for a recording", { timeout: 60_000 }, async () => {
    const [{ audio: speech }] = demoClips({ voices: 1 });
    writeFileSync(join(project, "talk.wav"), encodeWav(speech));
    const { stdout } = await run("npx", ["--no", "prosodia", "predict", "talk.wav", "--json"], {
      cwd: project,
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject([{ file: "talk.wav", label: expect.any(String) }]);
  });
});

/** A page with nothing but what examples/live says that one needs. */
const PAGE = {
  "index.html": `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.ts"></script>
<input type="file"><p id="blob"></p><p id="file"></p><prosodia-live></prosodia-live>`,
  "main.ts": `import { defineLiveElement, openInBackground } from "prosodia/live";
import address from "prosodia/weights/tiny.onnx?url";
document.querySelector("prosodia-live").setAttribute("model", address);
defineLiveElement();
const recogniser = await openInBackground(address);
async function show(kind, sound) {
  const { label, probabilities } = await recogniser.predict(sound);
  document.querySelector("#" + kind).textContent = kind + ": " + label + " " + probabilities[label];
}
document.querySelector("input").addEventListener("change", ({ target }) => show("file", target.files[0]));
await show("blob", await (await fetch("talk.wav")).blob());
`,
  "vite.config.ts": `export default {
  base: "./",
  worker: { format: "es" },
  optimizeDeps: { exclude: ["prosodia", "onnxruntime-web"] },
};
`,
};

describe.skipIf(!hasRegistry())("in a project of pages, the tarball", () => {
  const folder = mkdtempSync(join(tmpdir(), "prosodia-pages-"));
  afterAll(() => rmSync(folder, { recursive: true }), 120_000);
  const inPage = { cwd: folder, env };

  beforeAll(async () => {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
      cwd: ROOT,
    });
    // as examples/predict-in-browser says
    await run("npm", ["pkg", "set", "overrides.onnxruntime-node=npm:onnxruntime-common@1.30.0"], inPage);
    await run("npm", ["install", `./${stdout.trim()}`, "onnxruntime-web@1.30.0", "vite@8.3.8"], inPage);
  }, 300_000);

  test("needs no runtime of Node", () => {
    const standIn = readFileSync(join(folder, "node_modules/onnxruntime-node/package.json"), "utf8");
    expect(standIn).toContain('"name": "onnxruntime-common"');
    expect(existsSync(join(folder, "node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs"))).toBe(true);
  });

  test("hears a file, a blob and a microphone in a page that Vite builds", { timeout: 300_000 }, async ({
    skip,
  }) => {
    if (chromiumPath === undefined) return skip(NO_CHROMIUM);
    for (const [name, text] of Object.entries(PAGE)) writeFileSync(join(folder, name), text);
    await run("npx", ["--no", "vite", "build"], inPage);
    const [{ audio: speech }] = demoClips({ voices: 1 });
    const wav = Buffer.from(encodeWav(speech));
    writeFileSync(join(folder, "talk.wav"), wav);
    writeFileSync(join(folder, "dist/talk.wav"), wav);
    const browser = await launchChromium(chromiumPath, fakeMicrophone(join(folder, "talk.wav")));
    const server = await serveFolder(join(folder, "dist"));
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("request", (request) => {
        if (!request.url().startsWith(server.url) && !/^(blob|data):/.test(request.url()))
          complaints.push(request.url());
      });
      await page.goto(server.url);
      const ofBlob = await page.getByText(/^blob: \w+ [\d.]+$/).textContent();
      await page.setInputFiles("input", { name: "talk.wav", mimeType: "audio/wav", buffer: wav });
      const ofFile = await page.getByText(/^file: \w+ [\d.]+$/).textContent();
      expect(ofFile?.replace("file", "blob")).toBe(ofBlob);
      await page.click("prosodia-live button:text-is('Listen')");
      await page.waitForSelector("prosodia-live output:text-matches('sounds|not sure')");
      expect(complaints).toEqual([]);
    } finally {
      server.close();
      await browser.close();
    }
  });

  test("says so where a command would need one", { timeout: 60_000 }, async () => {
    const [{ audio: speech }] = demoClips({ voices: 1 });
    rmSync(join(folder, "node_modules/onnxruntime-node"), { recursive: true });
    writeFileSync(join(folder, "talk.wav"), encodeWav(speech));
    await expect(run("npx", ["--no", "prosodia", "predict", "talk.wav"], inPage)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^prosodia: onnxruntime-node is not installed, .*\n$/),
    });
  });
});

test("npm has nothing to say about the settings of this checkout", async () => {
  const { stderr } = await run("npm", ["config", "get", "registry"], { cwd: ROOT, env });
  expect(stderr).toBe("");
});
