/** Every tutorial is followed, word by word, in an empty folder, and prints what it shows. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { encodeWav } from "../src/audio/index.ts";
import { demoClips } from "../src/synth/index.ts";
import { chromiumPath, launchChromium, NO_CHROMIUM } from "./browser/chromium.ts";
import { serveFolder } from "./browser/static-server.ts";
import { installPackage, run } from "./installed-package.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { follow, parseTutorial, patternOf, unprinted } from "./tutorial.ts";

const TUTORIALS = resolve(import.meta.dirname, "../docs/tutorials");

describe("what is read of a tutorial", () => {
  test("blocks, and the prose around them", () => {
    const { blocks, prose } = parseTutorial("One\n\n```sh\nls\n```\n\nTwo\n\n```text\na\n```\n");
    expect(blocks).toEqual([
      { language: "sh", text: "ls\n" },
      { language: "text", text: "a\n" },
    ]);
    expect(prose).toMatch(/^One\s+Two\s+$/);
  });

  test("what is shown may leave out lines, and parts of lines, and nothing else", () => {
    const pattern = patternOf("first\n…\nuar 49.2 % …\n");
    expect("first\nuar 49.2 % [43.8]\n").toMatch(pattern);
    expect("first\nmore\nand more\nuar 49.2 % [43.8]\n").toMatch(pattern);
    expect("first\nuar 49.3 % [43.8]\n").not.toMatch(pattern);
    expect("first\nuar 49.2 % [43.8]\nmore\n").not.toMatch(pattern);
    expect("uar 49.2 % [43.8]\n").not.toMatch(pattern);
    expect("first\n").toMatch(patternOf("first\n…\n"));
  });

  test("numbers that nothing printed", () => {
    const typed = [{ command: "x", stdout: "uar 49.2 % of 120\n" }];
    expect(unprinted("49.2 %, 49.3 %, 12 % and 120 of `7.5` [a](b-1.5.md)", typed)).toEqual(["49.3", "12"]);
  });

  test("a file without a name, and a command that fails, end it", async () => {
    const steps = (text: string) =>
      follow(parseTutorial(text), temporaryFolder({}), { packed: TUTORIALS, cache: TUTORIALS });
    await expect(steps("```yaml\na: 1\n```\n")).rejects.toThrow("expected a comment with the name");
    await expect(steps("```sh\necho so far\nfalse\n```\n")).rejects.toThrow("so far");
    await expect(steps("```sh\nnpm install nothing-like-it\n```\n")).rejects.toThrow("no such package");
  });
});

/** Of the programs that stand in the folder. */
async function typeErrorsOf(folder: string): Promise<string> {
  const programs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  if (programs.length === 0) return "";
  const compilerOptions = {
    target: "ES2023",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "ESNext",
    moduleResolution: "Bundler",
    allowImportingTsExtensions: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: programs }));
  const tsc = resolve(import.meta.dirname, "../node_modules/typescript/bin/tsc");
  const printed = z.object({ stdout: z.string() });
  const { stdout } = await run(process.execPath, [tsc, "--pretty", "false"], { cwd: folder }).catch(
    (failure: unknown) => printed.parse(failure),
  );
  return stdout;
}

describe("followed by a reader", () => {
  const folder = mkdtempSync(join(tmpdir(), "prosodia-tutorials-"));
  const machine = { packed: join(folder, "node_modules/prosodia"), cache: join(folder, "cache") };
  beforeAll(() => installPackage(folder), 120_000);
  afterAll(() => rmSync(folder, { recursive: true }), 120_000);

  /** Each leaves its folder behind, to look at what was made. */
  const followed = (name: string) => join(folder, name.replace(".md", ""));

  for (const name of readdirSync(TUTORIALS).filter((file) => file !== "README.md")) {
    test(name, { timeout: 300_000 }, async () => {
      const tutorial = parseTutorial(readFileSync(join(TUTORIALS, name), "utf8"));
      mkdirSync(followed(name));
      const typed = await follow(tutorial, followed(name), machine);
      for (const { stdout, shown } of typed) {
        if (shown !== undefined && !patternOf(shown).test(stdout)) expect(stdout).toBe(shown);
      }
      expect(typed.filter(({ shown }) => shown !== undefined).length).toBeGreaterThan(1);
      expect(unprinted(tutorial.prose, typed)).toEqual([]);
      expect(await typeErrorsOf(followed(name))).toBe("");
    });
  }

  test("the web page answers for a file, and has the element", { timeout: 120_000 }, async ({ skip }) => {
    if (chromiumPath === undefined) return skip(NO_CHROMIUM);
    const built = join(followed("web-page"), "dist");
    if (!existsSync(built)) return skip("web-page.md was not followed");
    const browser = await launchChromium(chromiumPath);
    const server = await serveFolder(built);
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(server.url) && !/^(blob|data):/.test(request.url()))
          complaints.push(request.url());
      });
      await page.goto(server.url);
      await page.getByText("Ready: angry, calm,").waitFor();
      const [{ audio: speech }] = demoClips({ voices: 1 });
      const buffer = Buffer.from(encodeWav(speech));
      await page.setInputFiles("input", { name: "talk.wav", mimeType: "audio/wav", buffer });
      await page.getByText(/^talk\.wav: neutral, \d+ %$/).waitFor();
      expect(await page.locator("prosodia-live button").textContent()).toBe("Listen");
      expect(complaints).toEqual([]);
    } finally {
      server.close();
      await browser.close();
    }
  });
});
