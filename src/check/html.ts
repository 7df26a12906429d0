/** A check as one HTML page: no script, nothing from the network. */
import { renderDocument } from "../report/document.ts";
import type { Figure } from "../report/figures.ts";
import { html, Markup } from "../report/markup.ts";
import { scrolls } from "../report/scrolls.ts";
import { renderSvg } from "../report/svg.ts";
import type { Check, CheckReport } from "./check.ts";
import { CHECK_GROUPS, type CheckGroup, keptChecks } from "./groups.ts";
import { neededText, summaryText, valueText } from "./words.ts";

/** A whole page. Loads vega, which takes a moment, only when called. */
export async function checkHtml(report: CheckReport): Promise<string> {
  const title = `Check of ${report.recogniser} on ${report.corpus}`;
  const figure = new Markup(await renderSvg(keptFigure(report.checks)));
  const facts: [string, string | number][] = [
    ["Clips", report.clips],
    ["With a shared label", report.labelled],
    ["Passed", `${report.checks.filter(({ passed }) => passed).length} of ${report.checks.length}`],
  ];
  return renderDocument({
    title,
    body: html`<body>
<main>
<header>
<h1>${title}</h1>
<p class="lead">${summaryText(report)}</p>
${report.notes.length === 0 ? null : html`<ul>${report.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<section>
<h2>What changed recordings do</h2>
<figure>${figure}
<figcaption>Clips that keep their label, with 95 % intervals. Upright line: the least that passes.</figcaption></figure>
</section>
${CHECK_GROUPS.map((group) => groupSection(report, group))}
${sharesSection(report)}
<footer>Made by Prosodia. Thresholds follow Derington et al. 2023 (arXiv 2312.06270) where they test the same.</footer>
</main>
</body>`,
  });
}

function groupSection({ checks }: CheckReport, { id, title, note }: CheckGroup): Markup | null {
  const own = checks.filter((check) => check.group === id);
  if (own.length === 0) return null;
  return html`<section>
<h2>${title}</h2>
<p class="note">${note}</p>
<div${scrolls(title)}><table>
<thead><tr><th>Check</th><th>Measure</th><th class="number">Value</th><th class="number">Needed</th><th>Result</th></tr></thead>
<tbody>${own.map(
    (
      check,
    ) => html`<tr><th scope="row">${check.name}<small>${check.detail}</small></th><td>${check.measure}</td>
<td class="number">${valueText(check)}</td><td class="number">${neededText(check)}</td>
<td class="${check.passed ? "good" : "miss"}" style="white-space:nowrap">${check.passed ? "✓ passed" : "✗ failed"}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function sharesSection({ shares, shared, confusion, labelled }: CheckReport): Markup {
  const known = shares
    .map(({ label }) => label)
    .filter((label) => shared.some((one) => one.recogniser === label));
  return html`<section>
<h2>Answers</h2>
<div class="pair"><div><h3>Shares of all answers</h3><div${scrolls("Shares of all answers")}><table class="fit">
<tbody>${shares.map(({ label, share }) => html`<tr><th scope="row">${label}</th><td class="number">${(100 * share).toFixed(1)} %</td></tr>`)}</tbody></table></div></div>
${
  confusion.length === 0
    ? null
    : html`<div><h3>Truth (rows) and answers, ${labelled} clips, shared labels only</h3><div${scrolls("Truth and answers")}><table>
<thead><tr><th>Truth</th>${known.map((label) => html`<th class="number">${label}</th>`)}</tr></thead>
<tbody>${confusion.map(
        (row, i) =>
          html`<tr><th scope="row">${known[i]}</th>${row.map((count) => html`<td class="number">${count}</td>`)}</tr>`,
      )}</tbody></table></div></div>`
}</div>
</section>`;
}

/** A bar per change, its interval, and the line that it has to reach. */
export function keptFigure(checks: readonly Check[]): Figure {
  const rows = keptChecks(checks).map(({ name, value, interval, threshold, passed }) => ({
    name,
    value,
    low: interval?.low ?? value,
    high: interval?.high ?? value,
    threshold,
    passed,
  }));
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    title: null,
    axis: {
      domain: false,
      ticks: false,
      labelColor: "var(--ink)",
      labelFontSize: 12,
      labelLimit: 400,
      labelPadding: 6,
    },
  } as const;
  const x = {
    type: "quantitative",
    title: null,
    scale: { domainMin: 0, domainMax: 1 },
    axis: {
      format: ".0%",
      tickCount: 5,
      domain: false,
      ticks: false,
      labelColor: "var(--soft)",
      gridColor: "var(--line)",
    },
  } as const;
  return {
    description: `Clips that keep their label: ${rows.map(({ name, value }) => `${name} ${(100 * value).toFixed(0)} %`).join("; ")}`,
    config: { aria: false, background: "transparent", font: "system-ui, sans-serif", view: { stroke: null } },
    data: { values: rows },
    width: 480,
    height: { step: 24 },
    layer: [
      {
        mark: { type: "bar", height: { band: 0.7 }, opacity: 0.6 },
        encoding: {
          y,
          x: { ...x, field: "value" },
          fill: {
            field: "passed",
            type: "nominal",
            scale: { domain: [true, false], range: ["var(--accent)", "var(--wrong)"] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "rule", stroke: "var(--ink)", strokeWidth: 1.5, opacity: 0.7 },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
      },
      {
        mark: { type: "tick", stroke: "var(--ink)", thickness: 2, height: { band: 0.9 } },
        encoding: { y, x: { ...x, field: "threshold" } },
      },
    ],
  };
}
