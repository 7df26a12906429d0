import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOST, LET_IN, studioOf, TOKEN, writeTones } from "../../test/studio.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { decodeAudio } from "../audio/decode.ts";

let home: string;
let outside: string;
let studio: Awaited<ReturnType<typeof studioOf>>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "prosodia-studio-"));
  outside = await mkdtemp(join(tmpdir(), "prosodia-outside-"));
  await writeTones(home, ["corpus/happy/a.wav", "corpus/sad/b.wav"]);
  await writeTones(outside, ["secret/happy/c.wav", "secret/sad/d.wav"]);
  await symlink(join(outside, "secret"), join(home, "linked"));
  await writeFile(join(home, "far.csv"), `path,label\n${join(outside, "secret/happy/c.wav")},happy\n`);
  await writeFile(join(home, "marked.csv"), 'id,path,label\n"<img src=x>",corpus/happy/a.wav,<b>happy</b>\n');
  await writeFile(join(home, "other.csv"), "name,value\na,1\n");
  studio = await studioOf(home);
});

afterAll(async () => {
  for (const folder of [home, outside]) await rm(folder, { recursive: true });
});

const errorOf = async (response: Response | Promise<Response>): Promise<string> =>
  JSON.stringify(await (await response).json());

describe("who is let in", () => {
  test("the address with this start's secret, which then is in a cookie that no script reads", async () => {
    const entered = await studio.app.request(`/enter?token=${TOKEN}`, { headers: { host: HOST } });
    expect(entered.status).toBe(302);
    expect(entered.headers.get("location")).toBe("/");
    expect(entered.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
  });

  test("another start's secret is not", async () => {
    const response = await studio.app.request("/enter?token=of-before", { headers: { host: HOST } });
    expect(response.status).toBe(403);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(await errorOf(response)).toContain("Open the address that the terminal shows.");
  });

  test.each(["/", "/api/corpora", "/api/corpus?at=corpus", "/api/audio?corpus=corpus&clip=happy/a"])(
    "%s without the cookie is refused",
    async (path) => {
      const response = await studio.app.request(path, { headers: { host: HOST } });
      expect(response.status).toBe(403);
      expect((await studio.ask(path)).status).toBe(200);
    },
  );

  test("a stranger's domain that leads here is refused, the entry too", async () => {
    const headers = { ...LET_IN, host: "evil.example:4747" };
    expect((await studio.app.request("/api/corpora", { headers })).status).toBe(403);
    expect((await studio.app.request(`/enter?token=${TOKEN}`, { headers })).status).toBe(403);
  });

  test.each([
    { origin: "http://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("another page is refused: %o", async (headers) => {
    expect((await studio.ask("/api/corpora", headers)).status).toBe(403);
  });

  test("the studio's own page is not", async () => {
    const own = { origin: `http://${HOST}`, "sec-fetch-site": "same-origin" };
    expect((await studio.ask("/api/corpora", own)).status).toBe(200);
  });

  test("changes need the secret beside the cookie", async () => {
    const refused = await studio.send("/api/corpora", { at: "corpus" }, { "x-prosodia-token": "" });
    expect(refused.status).toBe(403);
    expect(await errorOf(refused)).toContain("Reload the page.");
    expect((await studio.send("/api/corpora", { at: "corpus" })).status).toBe(200);
  });
});

describe("what the browser may do", () => {
  test.each(["/", "/api/corpora", "/nowhere", "/api/corpus?at=gone"])(
    "%s: nothing from elsewhere, in no frame",
    async (path) => {
      const { headers } = await studio.ask(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test("a picture is drawn and nothing in it runs", async () => {
    const { headers } = await studio.ask("/api/picture?corpus=corpus&clip=happy/a&of=waveform");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("content-type")).toBe("image/svg+xml");
  });

  test("names of clips and labels travel as JSON, never as HTML", async () => {
    const response = await studio.ask("/api/corpus?at=marked.csv");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ ids: ["<img src=x>"] });
    const picture = await studio.ask(
      `/api/picture?corpus=marked.csv&clip=${encodeURIComponent("<img src=x>")}&of=waveform`,
    );
    expect(await picture.text()).not.toContain("<img");
  });
});

describe("what lies outside of the folder", () => {
  test.each(["..", "../..", "/etc", "linked", "corpus/../../"])("%s is refused", async (at) => {
    const response = await studio.ask(`/api/corpus?at=${encodeURIComponent(at)}`);
    expect(response.status).toBe(403);
    expect(await errorOf(response)).toContain("lies outside of the folder");
  });

  test("whether something is there is not told", async () => {
    const gone = await errorOf(studio.ask("/api/corpus?at=/no/such/place"));
    expect(gone).toContain("lies outside");
    expect((await studio.ask("/api/corpus?at=gone")).status).toBe(404);
  });

  test("a table may name recordings there, but they are not played or drawn", async () => {
    await writeFile(
      join(home, "far.csv"),
      `id,path,label\nfar,${join(outside, "secret/happy/c.wav")},happy\n`,
    );
    await studio.send("/api/corpus/again", { at: "far.csv" });
    expect(await (await studio.ask("/api/corpus?at=far.csv")).json()).toMatchObject({ ids: ["far"] });
    for (const what of ["audio?", "wave?", "picture?of=mfcc&"]) {
      const response = await studio.ask(`/api/${what}corpus=far.csv&clip=far`);
      expect(response.status).toBe(403);
    }
  });

  test("a folder that was allowed beside it is inside", async () => {
    const wide = await studioOf(home, [outside]);
    expect((await wide.ask("/api/corpus?at=linked")).status).toBe(200);
    expect((await wide.ask("/api/audio?corpus=linked&clip=happy/c")).status).toBe(200);
  });
});

describe("corpora", () => {
  test("are found; tables of something else are not", async () => {
    expect(await (await studio.ask("/api/corpora")).json()).toEqual([
      { at: "corpus", reader: "folders", problem: null },
      { at: "far.csv", reader: "csv", problem: null },
      { at: "marked.csv", reader: "csv", problem: null },
    ]);
  });

  test("columns hold every value once", async () => {
    expect(await (await studio.ask("/api/corpus?at=corpus")).json()).toMatchObject({
      ids: ["happy/a", "sad/b"],
      fields: { label: { values: ["happy", "sad"], codes: [0, 1] } },
      facts: null,
    });
  });

  test("a table that has not changed is not sent again", async () => {
    const first = await studio.ask("/api/corpus?at=corpus");
    const tag = first.headers.get("etag") ?? "";
    expect((await studio.ask("/api/corpus?at=corpus", { "if-none-match": tag })).status).toBe(304);
  });

  test("a table that changed while no studio was open is sent again", async () => {
    const own = temporaryFolder({});
    await writeTones(own, ["a.wav", "b.wav"]);
    const csv = (label: string) => `path,label\na.wav,${label}\nb.wav,sad\n`;
    await writeFile(join(own, "clips.csv"), csv("happy"));
    const address = "/api/corpus?at=clips.csv";
    const tag = (await (await studioOf(own)).ask(address)).headers.get("etag") ?? "";
    expect((await (await studioOf(own)).ask(address, { "if-none-match": tag })).status).toBe(304);
    await writeFile(join(own, "clips.csv"), csv("angry"));
    expect((await (await studioOf(own)).ask(address, { "if-none-match": tag })).status).toBe(200);
  });

  test("clips that came after the audio was looked at are told of", async () => {
    const own = temporaryFolder({});
    await writeTones(own, ["corpus/happy/a.wav", "corpus/sad/b.wav"]);
    const {
      ask,
      studio: { corpora },
    } = await studioOf(own);
    await corpora.learn("corpus", { facts: [{ id: "happy/a", error: "unread" }], near: [] });
    expect(await (await ask("/api/corpus?at=corpus")).json()).toMatchObject({ facts: { unseen: 1 } });
  });

  test("one that vanishes is a sentence", async () => {
    await writeTones(home, ["brief/happy/e.wav", "brief/sad/f.wav"]);
    expect((await studio.ask("/api/corpus?at=brief")).status).toBe(200);
    await rm(join(home, "brief"), { recursive: true });
    const response = await studio.ask("/api/corpus?at=brief");
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toContain(
      "brief: there is no such file or folder. It may have been moved or removed.",
    );
  });

  test("of several that are added at once none is lost", async () => {
    const own = temporaryFolder({});
    const names = ["deep/one", "deep/two", "deep/three"];
    await writeTones(
      own,
      names.flatMap((name) => [`${name}/happy/e.wav`, `${name}/sad/f.wav`]),
    );
    const other = await studioOf(own);
    await Promise.all(names.map((at) => other.send("/api/corpora", { at })));
    const found: unknown = await (await other.ask("/api/corpora")).json();
    const each = names.map((at) => ({ at, reader: "folders", problem: null }));
    expect(found).toEqual(expect.arrayContaining(each));
  });

  test("one that was added and is gone stays in the list, with what is wrong", async () => {
    const own = temporaryFolder({});
    await writeTones(own, ["deep/down/happy/e.wav", "deep/down/sad/f.wav"]);
    const other = await studioOf(own);
    expect((await other.send("/api/corpora", { at: "deep/down" })).status).toBe(200);
    await rm(join(own, "deep"), { recursive: true });
    const again = await (await studioOf(own)).ask("/api/corpora");
    expect(await again.json()).toEqual([
      {
        at: "deep/down",
        reader: null,
        problem: "deep/down: there is no such file or folder. It may have been moved or removed.",
      },
    ]);
  });
});

describe("sound", () => {
  const of = (path: string, headers = {}) => studio.ask(`/api/audio?corpus=corpus&clip=${path}`, headers);

  test("a file is sent as it is, or the part that a player asks for", async () => {
    const whole = new Uint8Array(await (await of("happy/a")).arrayBuffer());
    expect(whole.length).toBe(8044);
    const part = await of("happy/a", { range: "bytes=44-99" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe("bytes 44-99/8044");
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(44, 100));
    expect(new Uint8Array(await (await of("happy/a", { range: "bytes=-10" })).arrayBuffer())).toEqual(
      whole.slice(-10),
    );
    expect((await of("happy/a", { range: "bytes=9000-" })).status).toBe(416);
  });

  test("or decoded, for browsers that do not know its form", async () => {
    const bytes = new Uint8Array(await (await of("happy/a&decoded=yes")).arrayBuffer());
    const { audio } = await decodeAudio(bytes, "answer");
    expect(audio.samples.length).toBe(4000);
  });

  test("an outline has the loudest of each part", async () => {
    const wave = await (await studio.ask("/api/wave?corpus=corpus&clip=happy/a")).json();
    expect(wave).toMatchObject({ seconds: 0.5, sampleRate: 8000 });
  });

  test.each(["wave?", "picture?of=mfcc&"])(
    "what was made of a clip is kept until its file is another one: %s",
    async (what) => {
      const own = temporaryFolder({});
      await writeTones(own, ["corpus/happy/a.wav", "corpus/sad/b.wav"]);
      const { ask } = await studioOf(own);
      const address = `/api/${what}corpus=corpus&clip=happy/a`;
      const first = await ask(address);
      const tag = first.headers.get("etag") ?? "";
      expect([first.status, first.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
      expect((await ask(address, { "if-none-match": tag })).status).toBe(304);
      await cp(join(own, "corpus/sad/b.wav"), join(own, "corpus/happy/a.wav"));
      expect((await ask(address, { "if-none-match": tag })).status).toBe(200);
    },
  );

  test("a clip that is not there, a picture that nobody knows", async () => {
    expect((await of("happy/z")).status).toBe(404);
    expect(await errorOf(studio.ask("/api/picture?corpus=corpus&clip=happy/a&of=mfc"))).toContain(
      'Did you mean \\"mfcc\\"',
    );
    expect(
      await errorOf(studio.ask("/api/picture?corpus=corpus&clip=happy/a&of=mfcc&from=2&to=1")),
    ).toContain("ends (1 s) before it begins (2 s)");
  });
});

describe("dropped recordings", () => {
  const drop = (corpus: string, path: string, body: Uint8Array<ArrayBuffer> = new Uint8Array(8)) =>
    studio.app.request(`/api/drop?${new URLSearchParams({ corpus, path })}`, {
      method: "PUT",
      headers: { ...LET_IN, "x-prosodia-token": TOKEN },
      body,
    });

  test("are a corpus", async () => {
    await mkdir(join(home, "scratch"));
    for (const label of ["happy", "sad"]) {
      const wav = new Uint8Array(
        await (await studio.ask("/api/audio?corpus=corpus&clip=happy/a")).arrayBuffer(),
      );
      expect(await (await drop("dropped-1", `${label}/x.wav`, wav)).json()).toEqual({ saved: true });
    }
    expect(await (await studio.ask("/api/corpus?at=dropped-1")).json()).toMatchObject({
      ids: ["happy/x", "sad/x"],
    });
  });

  test.each([
    ["dropped-1", "../x.wav"],
    ["dropped-1", "a/../../x.wav"],
    ["dropped-1", "/etc/x.wav"],
    ["dropped-1", "a/./x.wav"],
    ["corpus", "happy/x.wav"],
    ["../dropped-1", "x.wav"],
  ])("nowhere else: %s, %s", async (corpus, path) => {
    expect((await drop(corpus, path)).status).toBe(400);
  });

  test.each(["happy/notes.html", ".DS_Store", "happy/._a.wav", ".hidden/x.wav", "happy/a#1.txt"])(
    "what is no recording, or hidden, is left out whatever it is called: %s",
    async (path) => {
      expect(await (await drop("dropped-2", path)).json()).toEqual({ saved: false });
      expect(readdirSync(home)).not.toContain("dropped-2");
    },
  );

  test("accents are letters, of one sign or of two", async () => {
    for (const label of ["gaieté", "gaieté".normalize("NFD")]) {
      expect(await (await drop("dropped-3", `${label}/x.wav`)).json()).toEqual({ saved: true });
    }
  });
});

test("a question that is too large is refused", async () => {
  const response = await studio.send("/api/corpora", { at: "x".repeat(2 ** 20) });
  expect(response.status).toBe(413);
});

describe("two studios on one folder", () => {
  /** As another studio would leave it that was open `silentS` seconds ago, and whose job runs. */
  async function openedBefore(owner: { pid: number; host: string }, silentS = 0): Promise<string> {
    const own = temporaryFolder({
      ".prosodia/studio/open.json": JSON.stringify(owner),
      ".prosodia/studio/jobs/1.json": JSON.stringify({
        ...{ id: "1", spec: { kind: "facts", corpus: "corpus" }, name: "audio", at: "corpus" },
        ...{ state: "running", created: "2026-01-01", began: "2026-01-01", ended: null, problem: null },
      }),
    });
    await writeTones(own, ["corpus/happy/a.wav", "corpus/sad/b.wav"]);
    const then = new Date(Date.now() - 1000 * silentS);
    await utimes(join(own, ".prosodia/studio/open.json"), then, then);
    return own;
  }
  // this process's parent lives as long as this one
  const here = { pid: process.ppid, host: hostname() };
  const elsewhere = { pid: 1, host: "another-machine" };
  const stateOf = ({ studio: { jobs } }: Awaited<ReturnType<typeof studioOf>>) => jobs.list()[0].state;

  test.each([here, elsewhere])("the second looks only, until the first is closed: %o", async (owner) => {
    const own = await openedBefore(owner);
    const second = await studioOf(own);
    const about: unknown = await (await second.ask("/api/about")).json();
    expect(about).toMatchObject({
      other: expect.stringContaining(`Another studio (process ${owner.pid} of ${owner.host})`),
    });
    expect((await second.ask("/api/corpus?at=corpus")).status).toBe(200);
    expect((await second.ask("/api/map/key?corpus=corpus&feature=mfcc&overTime=true")).status).toBe(200);
    expect(stateOf(second)).toBe("running");
    const refused = await second.send("/api/corpora", { at: "corpus" });
    expect(refused.status).toBe(409);
    expect(await errorOf(refused)).toContain("Go on in that one, or close it and reload this page.");
    await rm(join(own, ".prosodia/studio/open.json"));
    expect((await second.send("/api/corpora", { at: "corpus" })).status).toBe(200);
    expect(stateOf(second)).toBe("stopped");
  });

  test.each([
    ["one that was killed", { ...here, pid: 4194303 }, 0],
    ["one whose number is another process's since the machine started anew", here, 61],
    ["one of another machine that shows nothing of itself", elsewhere, 61],
  ])("%s has it no longer", async (_, owner, silentS) => {
    const next = await studioOf(await openedBefore(owner, silentS));
    expect(await (await next.ask("/api/about")).json()).toMatchObject({ other: null });
    expect(stateOf(next)).toBe("stopped");
  });
});

describe("what is written down of a folder that a stranger made", () => {
  const record = (change: object) =>
    JSON.stringify({
      ...{ id: "1", spec: { kind: "facts", corpus: "corpus" }, name: "audio", at: "corpus" },
      ...{ state: "stopped", created: "2026-01-01", began: null, ended: null, problem: null },
      ...change,
    });
  const resumed = async (change: object, files: Record<string, string> = {}) => {
    const own = temporaryFolder({ ...files, ".prosodia/studio/jobs/1.json": record(change) });
    const spawn = () => {
      throw new Error("it was begun");
    };
    const { send } = await studioOf(own, [], { spawn });
    return send("/api/job/resume", { id: "1" });
  };

  test.each([
    ["a corpus of elsewhere", { spec: { kind: "facts", corpus: tmpdir() } }],
    ["an experiment of elsewhere", { spec: { kind: "experiment", name: "plugged" } }],
    [
      "a run of elsewhere",
      {
        spec: {
          ...{ kind: "check", run: tmpdir(), recogniser: "corpus", corpus: "corpus" },
        },
      },
    ],
  ])("%s is not gone on with", async (_, change) => {
    const outside = temporaryFolder({ "evil.mjs": "throw new Error('ran');" });
    const yaml = `plugins: [${join(outside, "evil.mjs")}]\ncorpus: { path: ../corpus }\nlearners: { a: {} }\n`;
    const refused = await resumed(change, { "experiments/plugged.yaml": yaml, corpus: "" });
    expect(await errorOf(refused)).toContain("lies outside of the folder that this studio was opened on.");
    expect(refused.status).toBe(403);
  });

  test.each([
    ["paths of files that are written", { spec: { kind: "facts", corpus: "corpus", file: "/tmp/x.json" } }],
    ["a name that leads elsewhere", { id: "../../../1" }],
  ])("%s are no job", async (_, change) => {
    expect((await resumed(change)).status).toBe(404);
  });

  test("a link to elsewhere in place of its own folder", async () => {
    const own = temporaryFolder({ "corpus/a.txt": "" });
    await mkdir(join(own, ".prosodia"));
    await symlink(temporaryFolder({}), join(own, ".prosodia/studio"));
    await expect(studioOf(own)).rejects.toThrow("lies outside of the folder that this studio was opened on");
  });
});

test("a disk that takes nothing is a sentence", async () => {
  const own = temporaryFolder({ labels: "a file where a folder should be" });
  await writeTones(own, ["corpus/happy/a.wav", "corpus/sad/b.wav"]);
  const full = await studioOf(own);
  const given = { at: "corpus", id: "happy/a", label: "sad", annotator: "eva", bad: false };
  const response = await full.send("/api/labels", given);
  expect(response.status).toBe(400);
  expect(await errorOf(response)).toMatch(/the label cannot be saved \(.+\)\. Nothing else was lost/);
});
