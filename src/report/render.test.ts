import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SPEAKER_FOLDS, toyInputs } from "../../test/toy-report.ts";
import { confusionFigure, curveFigure, groupFigure } from "./figures.ts";
import {
  buildReport,
  type CurvePoint,
  NO_MEDIA,
  type RecogniserResult,
  type Report,
  renderHtml,
  renderJson,
  renderMarkdown,
} from "./index.ts";
import { html } from "./markup.ts";
import { renderSvg } from "./svg.ts";

const LEAKY = { id: "leaky", folds: 4, seed: 7, leaky: true, apart: null, target: "label", enrol: 0 };
const FINDING = {
  kind: "clip",
  fold: "fold-1",
  clipIds: ["a"],
  message: "the clip a is on both sides",
} as const;

const pageOf = (report: Report): Promise<string> => renderHtml(report, NO_MEDIA);

describe("html", () => {
  test("a page with every part, its own script alone, and nothing from the network", async () => {
    const page = await pageOf(buildReport({ ...toyInputs(), notes: ["one clip was skipped."] }));
    for (const part of [
      "<title>Toy experiment</title>",
      "had learnt from other speakers only",
      "Best: svm, UAR 87.5 %",
      "one clip was skipped.",
      "n = 24 clips, protocol speaker. Per cent, with 95 % bootstrap intervals from resampling whole speakers.",
      "Is the best right more often?",
      "exact McNemar test of accuracy, two-sided, clips as independent",
      "Confusion matrix",
      "Accuracy by sex",
      "Accuracy by speaker",
      "Training loss",
      "Votes of 2 members on 24 clips",
      '<h2>club</h2><span class="tag">majority-vote</span>',
      "Shares of 2 votes are no promise",
      "happy 2 of 2<",
      "share of the votes for the answer",
      "Hardest clips",
      "All predictions",
      "✓ No leak found",
      "no speaker on both sides",
      "Nobody (2026)",
      "abc123",
      "seed: 7",
      "2026-01-02 03:04 UTC",
      "1 min 23 s",
    ]) {
      expect(page, part).toContain(part);
    }
    expect(page.match(/https?:\/\/(?!www\.w3\.org)|@import|url\(/g)).toBeNull();
    const scripts = [...page.matchAll(/<script( type="application\/json" id="data")?>([\s\S]*?)<\/script>/g)];
    expect(scripts).toHaveLength(2);
    expect(page.match(/<script/g)).toHaveLength(2);
    const digest = createHash("sha256").update(scripts[1][2]).digest("base64");
    expect(page).toContain(`script-src 'sha256-${digest}'`);
    expect(page).not.toContain('class="banner"');
    expect(page.match(/undefined(?!")|NaN|\[object/g)).toBeNull();
    expect(page.match(/<details class="card"[^>]* open>/g)).toHaveLength(1);
  });

  test("names that would move a cursor or turn letters around are written out, in text, charts and markdown", async () => {
    const evil = "\u001b[2J\u202egnp\u200b\u009b";
    const report = buildReport({
      ...toyInputs({ labels: ["calm", evil], names: [evil, "mlp", "club"] }),
      title: evil,
      config: `name: ${evil}\nseed: 7`,
      notes: [evil],
    });
    for (const text of [await pageOf(report), renderMarkdown(report)]) {
      expect(text).toContain("u{1B}");
      expect(text.match(/[^\P{Cc}\n\t]|\p{Cf}/u)).toBeNull();
    }
  });

  test("names from the data cannot become markup, in text, attributes or charts", async () => {
    const evil = `<img src=x onerror="alert(1)">'&`;
    const inputs = toyInputs({ labels: [evil, "b</svg><script>", "c"], names: [evil, "</table>", "<b>"] });
    const page = await pageOf(
      buildReport({
        ...inputs,
        title: evil,
        notes: [evil],
        config: `</pre>${evil}`,
        clips: inputs.clips.map((clip) => ({ ...clip, speaker: `${evil}${clip.speaker}` })),
        audit: {
          findings: [{ ...FINDING, message: evil }],
          dropped: [{ fold: evil, clipId: evil, twinOf: evil, how: "identical" }],
        },
      }),
    );
    expect(page).not.toContain("<img");
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toContain("</pre></pre>");
    expect(page.match(/<\/svg>/g)?.length).toBe(page.match(/<svg /g)?.length);
    expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;");
  });

  test("a leaky run carries the banner and claims no winner", async () => {
    const inputs = toyInputs({ protocol: LEAKY });
    const page = await pageOf(buildReport({ ...inputs, audit: { findings: [FINDING], dropped: [] } }));
    expect(page).toContain("LEAKY on purpose: these scores are worthless as measurements");
    expect(page).toContain("<title>LEAKY: Toy experiment</title>");
    expect(page).toContain('<body class="leaky">');
    expect(page).toContain("fold-1: the clip a is on both sides");
    expect(page).not.toMatch(/Best:|Is the best right|class="best"|No leak found/);
  });

  test("a leak that was not meant is an alarm too", async () => {
    const page = await pageOf(buildReport({ ...toyInputs(), audit: { findings: [FINDING], dropped: [] } }));
    expect(page).toContain("LEAK FOUND: these scores cannot be trusted");
    expect(page).not.toContain("No leak found");
  });

  test("a contest without truth", async () => {
    const protocol = {
      id: "contest",
      folds: 1,
      seed: 1,
      leaky: false,
      apart: null,
      target: "label",
      enrol: 0,
    };
    const page = await pageOf(buildReport(toyInputs({ unlabelled: true, protocol })));
    expect(page).toContain("No clip that was predicted has a label, so there are no scores.");
    expect(page).toContain("happy 60 %");
    expect(page.match(/Confusion matrix|undefined(?!")|NaN/g)).toBeNull();
  });

  test("clips with sound have a button wherever they are, hard ones a picture, and cells their clips", async () => {
    const evil = `</script><img src=x>`;
    const media = {
      sounds: new Map([
        ["clip-00", "../a.wav"],
        ["clip-23", `../${evil}.wav`],
      ]),
      pictures: new Map([["clip-00", "<svg/>"]]),
      leftOut: "The page holds the sound of 3 of 9 clips.",
    };
    const page = await renderHtml(buildReport(toyInputs()), media);
    expect(page).toContain("<li>The page holds the sound of 3 of 9 clips.</li>");
    // among the hardest and in the table, in the table
    expect(page.match(/data-clip="clip-00"/g)).toHaveLength(2);
    expect(page.match(/data-clip="clip-23"/g)).toHaveLength(1);
    expect(page).toContain(
      'alt="Waveform, spectrogram and pitch of clip-00" src="data:image/svg+xml;base64,PHN2Zy8+"',
    );
    expect(page.match(/<script/g)).toHaveLength(2);
    const data = JSON.parse(/id="data">(.*)<\/script>/.exec(page)?.[1] ?? "");
    expect(data.sounds).toEqual([...media.sounds]);
    const [id, { labels, counts, clips }] = data.cells[0];
    expect(page).toContain(`<figure class="wide" id="${id}"`);
    expect(labels).toEqual(["calm", "happy", "sad"]);
    // svm: clip 0 (calm) and 9 (calm) told as happy, 5 (sad) as calm
    expect(counts).toEqual([6, 2, 0, 0, 8, 0, 1, 0, 7]);
    expect(clips[1]).toEqual([
      ["clip-00", "60 %"],
      ["clip-09", "60 %"],
    ]);
  });

  test("twins that were left out are named", async () => {
    const dropped = [{ fold: "fold-2", clipId: "clip-03", twinOf: "clip-04", how: "identical" as const }];
    const page = await pageOf(buildReport({ ...toyInputs(), audit: { findings: [], dropped } }));
    expect(page).toContain("fold-2: clip-03 (same as clip-04)");
  });
});

describe("charts", () => {
  test("a confusion matrix shows counts and row shares of every label", async () => {
    const svg = await renderSvg(confusionFigure(Int32Array.of(3, 1, 0, 0), ["calm", "sad"]));
    for (const text of [">calm<", ">sad<", ">3<", ">75 %<", ">25 %<", ">truth<", ">predicted<"]) {
      expect(svg, text).toContain(text);
    }
    expect(svg).toContain('fill="var(--accent)" fill-opacity');
    expect(svg).toMatch(
      /^<svg role="img" aria-label="Confusion matrix of calm, sad" [^>]*style="width:100%;min-width:min\((\d+)px,var\(--least,0px\)\);max-width:\1px;height:auto"/,
    );
    expect(svg).not.toMatch(/^<svg[^>]* width="/);
    expect(svg).not.toContain("NaN");
  });

  test("few groups are bars, many are columns", async () => {
    const row = { n: 4, right: 2, accuracy: 0.5, low: 0.2, high: 0.8 };
    const rows = Array.from({ length: 20 }, (_, i) => ({ ...row, value: `s${i}` }));
    const [few, many] = await Promise.all(
      [rows.slice(0, 2), rows].map((some) => renderSvg(groupFigure({ by: "speaker", rows: some }))),
    );
    expect(few).toContain(">s1<");
    expect(few).not.toContain("rotate(270)");
    expect(many).toContain(">s19<");
    expect(many).toContain("rotate(270)");
  });

  test.each(["loss", "accuracy", "learningRate"] as const)(
    "the curve of %s has a line per fold and the mean",
    async (value) => {
      const epochs = [1, 2, 3].map((epoch) => ({
        epoch,
        loss: 1 / epoch,
        accuracy: epoch / 4,
        learningRate: 0.1,
      }));
      const svg = await renderSvg(
        curveFigure(
          [
            { fold: "a", epochs },
            { fold: "b", epochs },
          ],
          value,
        ),
      );
      expect(svg.match(/stroke="var\(--accent\)"/g)).toHaveLength(3);
    },
  );
});

test.each(["loss", "accuracy", "learningRate"] as const)(
  "the curve of %s has a dashed line where there were validation sides",
  async (value) => {
    const epochs = [1, 2].map((epoch) => ({
      ...{ epoch, loss: 1 / epoch, accuracy: epoch / 4, learningRate: 0.1 },
      ...{ validationLoss: 2 / epoch, validationAccuracy: epoch / 8 },
    }));
    const svg = await renderSvg(curveFigure([{ fold: "a", epochs }], value));
    expect(svg.match(/stroke-dasharray/g) ?? []).toHaveLength(value === "learningRate" ? 0 : 1);
  },
);

test("markup escapes everything but markup", () => {
  const inner = html`<b title="${'"'}">${"<"}</b>`;
  expect(html`${inner}${[inner, 1]}${null}&amp;`.text).toBe(
    '<b title="&quot;">&lt;</b><b title="&quot;">&lt;</b>1&amp;',
  );
});

test("every table tells who knows the speakers, and what is pre-trained", async () => {
  const inputs = toyInputs();
  const marks = {
    mlp: {},
    svm: { pretrained: true },
    club: { knowsSpeakers: true, pretrained: true },
  } as const;
  const recognisers = inputs.recognisers.map((one) => ({
    ...one,
    ...(one.name === "svm" ? marks.svm : one.name === "club" ? marks.club : marks.mlp),
    byCorpus: [{ corpus: "x", scores: one.scores }],
    learningCurve: [{ share: 1, clips: 18, speakers: 3, scores: one.scores }],
  }));
  const report = buildReport({ ...inputs, recognisers });
  const page = await pageOf(report);
  expect(page).toContain("<small>mfcc, toy; pre-trained</small>");
  expect(page).toContain("<small>majority vote of 2; speakers known; pre-trained</small>");
  expect(page).toContain("<small>mfcc, toy</small>");
  // on its card
  expect(page).toContain('<p class="note">majority vote of 2; speakers known; pre-trained</p>');
  // by corpus, against the best, over the training size
  const rows = [...page.matchAll(/<th scope="row">(svm|club|mlp)([^<]*)<\/th>/g)].map(([, ...row]) =>
    row.join(""),
  );
  expect(rows).toEqual([
    ...["svm; pre-trained", "club; speakers known; pre-trained", "mlp"],
    ...["club; speakers known; pre-trained", "mlp"],
    ...["svm; pre-trained", "club; speakers known; pre-trained", "mlp"],
  ]);
  const text = renderMarkdown(report);
  for (const row of [
    "| club | majority vote of 2; speakers known; pre-trained | 87.5",
    "| svm; pre-trained against | only it right |",
    "| club; speakers known; pre-trained | 0 | 0 |",
    "| club; speakers known; pre-trained | 87.5",
    "| mlp | mfcc, toy | 66.7",
  ]) {
    expect(text, row).toContain(row);
  }
});

test("labels have one order in every part: that of the corpus, which is not the alphabet's", async () => {
  const labels = ["sad", "calm", "happy"];
  const report = buildReport(toyInputs({ labels }));
  const page = await pageOf(report);
  const headers = (part: string): string[] =>
    [...part.matchAll(/<th scope="row">(\w+)<\/th>/g)].map(([, name]) => name);
  const tables = page
    .split("<table")
    .map(headers)
    .filter((names) => labels.every((label) => names.includes(label)));
  // of the corpus; of each of three recognisers its scores, and what tells one label from the rest
  expect(tables).toEqual(Array.from({ length: 7 }, () => labels));
  const figures = page
    .split("<svg")
    .map((svg) => [...svg.matchAll(/<text[^>]*>(sad|calm|happy)<\/text>/g)].map(([, name]) => name))
    .filter((names) => names.length > 0);
  // of each: columns and rows of a matrix, and the legends of three curves
  expect(figures).toEqual(
    Array.from({ length: 3 }, () => [[...labels, ...labels], labels, labels, labels]).flat(),
  );
  expect(renderMarkdown(report)).toContain("| sad | calm | happy | recall |");
  const json: unknown = JSON.parse(renderJson(report));
  expect(json).toMatchObject({
    recognisers: Array.from({ length: 3 }, () => ({ labels: labels.map((label) => ({ label })) })),
  });
});

test("learning curves are a figure and a table, with a gap where a learner could not be fitted", async () => {
  const inputs = toyInputs();
  const at = (share: number, scores: RecogniserResult["scores"]): CurvePoint => ({
    ...{ share, clips: 18 * share, speakers: 3 * share },
    scores,
  });
  const recognisers = inputs.recognisers.map((one, i) => ({
    ...one,
    learningCurve: [...(i === 0 ? [] : [at(0.5, one.scores)]), at(1, one.scores)],
  }));
  const report = buildReport({ ...inputs, recognisers });
  const page = await pageOf(report);
  expect(page).toContain('<section id="learning-curve">');
  expect(page).toMatch(
    /aria-label="Learning curves, UAR over the clips trained on: svm from 87\.5 % to 87\.5 %/,
  );
  expect(page).toContain("50 %<small>9 clips, 1.5 speakers</small>");
  expect(renderMarkdown(report)).toMatch(
    /## What would more clips bring\?[^|]*\| Learnt from \| 50 % \(9 clips, 1\.5 speakers\) \| 100 % [^\n]*\n[^\n]*\n\| svm \| 87\.5 [\s\S]*\| mlp \| – \| 66\.7/,
  );
  expect(await pageOf(buildReport(inputs))).not.toContain("learning-curve");
});

describe("markdown", () => {
  test("tables of scores, labels and comparisons", () => {
    const text = renderMarkdown(buildReport(toyInputs()));
    expect(text).toMatch(/^# Toy experiment\n\nEvery clip was predicted/);
    expect(text).toMatch(/\| svm \| mfcc, toy \| 87\.5 \(\d/);
    expect(text).toContain("| calm | 6 | 2 | 0 | 75.0 | 85.7 | 80.0 |");
    expect(text).toContain("| mlp | 6 | 1 | 70.8 | 0.250 |");
    expect(text).toContain("Exact McNemar test of accuracy, which takes clips as independent");
    expect(text).toContain("| clip-00 | calm | 2 of 2 | happy 2 |");
    expect(text).toContain("No leak found");
    expect(text).toMatch(/```yaml\nseed: 7\n```\n$/);
    expect(text).not.toMatch(/\n{3}|undefined|NaN/);
  });

  test("names cannot break out of their cells", () => {
    const inputs = toyInputs({ names: ["a|b\nc", "<script>", "`x` *y* [z](u)"] });
    const text = renderMarkdown(buildReport({ ...inputs, config: "```\nx" }));
    expect(text).toContain("| a\\|b c |");
    expect(text).toContain("&lt;script>");
    expect(text).toContain("\\`x\\` \\*y\\* \\[z\\](u)");
    expect(text).toContain("````yaml\n```\nx\n````");
  });

  test("a leaky run is marked and claims no winner", () => {
    const text = renderMarkdown(buildReport(toyInputs({ protocol: LEAKY })));
    expect(text).toMatch(/^# LEAKY: Toy experiment\n\n> \*\*LEAKY on purpose: these scores are worthless/);
    expect(text).not.toMatch(/Best:|Is the best right/);
    expect(
      renderMarkdown(
        buildReport({
          ...toyInputs({ protocol: SPEAKER_FOLDS }),
          audit: { findings: [FINDING], dropped: [] },
        }),
      ),
    ).toContain("> **LEAK FOUND");
  });
});
