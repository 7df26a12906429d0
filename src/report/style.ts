/** The style sheet of the HTML report: light and dark, wide and narrow, no fonts or files from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f5f6f8; --ink: #1b2330; --soft: #5d6878; --line: #dde1e8;
  --accent: #2563c9; --accent-soft: #e8effb; --wrong: #b34d12; --good: #1a7f4b; --alarm: #c4121d;
  --label-0: #2563c9; --label-1: #c2571a; --label-2: #1a7f4b; --label-3: #7b3fb5; --label-4: #c4121d; --label-5: #0f8a9d;
  --label-6: #8a6d00; --label-7: #5d6878;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #161b23; --ground: #0e1218; --ink: #e7ebf1; --soft: #9aa6b6; --line: #2c3440;
    --accent: #78a9f7; --accent-soft: #1d2a40; --wrong: #f0975c; --good: #5bc48c; --alarm: #d8242f;
    --label-0: #78a9f7; --label-1: #f0975c; --label-2: #5bc48c; --label-3: #c39af0; --label-4: #ff7b85; --label-5: #4fc9dc;
    --label-6: #d9bd45; --label-7: #9aa6b6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 1060px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 10px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 0 0 4px; letter-spacing: -0.005em; }
h3 { font-size: 14px; margin: 16px 0 6px; }
p { margin: 6px 0; max-width: 78ch; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.lead { font-size: 17px; }
.soft, .note { color: var(--soft); }
.note { font-size: 13px; }
.good { color: var(--good); font-weight: 600; }
section, header, details.card {
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
  padding: 22px 24px; margin: 0 0 18px;
}
.banner {
  position: sticky; top: 0; z-index: 2; background: var(--alarm); color: #fff; text-align: center;
  padding: 12px 20px; font-size: 18px; font-weight: 700; letter-spacing: 0.01em;
}
.banner span { display: block; font-size: 14px; font-weight: 400; }
.leaky header, .leaky section, .leaky details.card { border-color: var(--alarm); }
.leaky .value { text-decoration: line-through; text-decoration-color: var(--alarm); }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px 20px; margin: 20px 0 0; }
dl.facts div { min-width: 0; }
dt { font-size: 12px; color: var(--soft); }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 10px -4px; padding: 0 4px; }
.scroll:focus-visible { outline: 2px solid var(--accent); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
table.fit { width: auto; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-size: 12px; font-weight: 500; color: var(--soft); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-size: 14px; color: var(--ink); font-weight: 600; white-space: normal; }
.number { text-align: right; white-space: nowrap; }
td small, th small { display: block; font-size: 12px; font-weight: 400; color: var(--soft); }
.value { font-weight: 650; font-size: 16px; }
tr.best > * { background: var(--accent-soft); }
tr.best > :first-child { box-shadow: inset 3px 0 var(--accent); }
.scores tbody th, .scores thead th:first-child { padding-left: 14px; min-width: 190px; }
.tag {
  display: inline-block; font-size: 11px; font-weight: 500; color: var(--soft); border: 1px solid var(--line);
  border-radius: 99px; padding: 0 8px; margin-left: 6px; vertical-align: 1px;
}
figure { margin: 8px 0; }
figure svg { display: block; }
figcaption { font-size: 13px; color: var(--soft); }
.wide { --least: 520px; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 8px 34px; align-items: start; }
.row.groups { grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
.groups figure:nth-child(3) { grid-column: 1 / -1; }
h3 .soft { font-weight: 400; margin-left: 4px; }
.pair { display: flex; flex-wrap: wrap; gap: 8px 36px; align-items: flex-start; }
.pair > div { flex: 1 1 290px; min-width: 0; }
.pair > div:first-child { flex: 0 1 auto; max-width: 100%; }
.bar { display: flex; height: 22px; border-radius: 6px; overflow: hidden; margin: 8px 0; max-width: 560px; }
.bar i { display: block; }
.easy { background: var(--accent); } .barely { background: var(--accent); opacity: 0.45; } .undecided { background: var(--wrong); }
.key::before { content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; background: inherit; }
.key { background: none !important; opacity: 1 !important; display: inline-block; margin-right: 18px; }
.key.easy::before { background: var(--accent); }
.key.barely::before { background: var(--accent); opacity: 0.45; }
.key.undecided::before { background: var(--wrong); }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; display: inline-block; width: 18px; color: var(--soft); }
details[open] > summary::before { content: "▾"; }
summary h2 { display: inline; }
summary .note { margin: 2px 0 0 18px; }
td.miss { color: var(--wrong); }
td.hit { color: var(--soft); }
table.answers td, table.answers th { padding-top: 3px; padding-bottom: 3px; font-size: 13px; white-space: nowrap; }
table.answers tbody th { font-weight: 500; font-size: 13px; }
pre {
  background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 14px; margin: 10px 0 0;
  overflow-x: auto; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
code { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
td code { overflow-wrap: normal; white-space: nowrap; }
th small { white-space: normal; }
ul { margin: 8px 0; padding-left: 20px; }
footer { color: var(--soft); font-size: 13px; padding: 4px 24px; }
ol.clips { list-style: none; margin: 14px 0 0; padding: 0; display: grid; gap: 22px 28px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); }
ol.clips h3 { margin: 0 0 2px; overflow-wrap: anywhere; }
ol.clips img { display: block; width: 100%; height: auto; aspect-ratio: 640 / 420; border-radius: 8px; border: 1px solid var(--line); }
ul.plain { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 18px; }
h4 { font-size: 13px; margin: 8px 0 4px; }
.cell { font-size: 13px; }
svg.cells text { pointer-events: none; }
svg [role="button"] { cursor: pointer; }
svg [role="button"][aria-pressed="true"], svg [role="button"]:focus-visible { stroke: var(--ink); stroke-width: 2.5; outline: none; }
button { font: inherit; color: inherit; }
.play {
  border: 1px solid var(--line); border-radius: 99px; background: var(--paper); color: var(--accent); cursor: pointer;
  font-size: 12px; line-height: 1; padding: 5px 8px; min-width: 28px;
}
.play:hover, .play:focus-visible { border-color: var(--accent); background: var(--accent-soft); }
.play[aria-pressed="true"] { background: var(--accent); color: var(--paper); }
.save { display: flex; gap: 6px; margin: 4px 0 0; }
.save button {
  border: 1px solid var(--line); border-radius: 6px; background: none; color: var(--soft); cursor: pointer;
  font-size: 11px; line-height: 1; padding: 5px 8px; min-height: 24px;
}
.save button:hover, .save button:focus-visible { border-color: var(--accent); color: var(--accent); }
.player {
  position: fixed; left: 0; right: 0; bottom: 0; z-index: 4; background: var(--paper); border-top: 1px solid var(--line);
  padding: 8px 16px; display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; justify-content: center;
}
.player audio { height: 36px; max-width: 100%; }
.player span { overflow-wrap: anywhere; font-size: 13px; }
[hidden] { display: none !important; }
@media (max-width: 720px) {
  main { padding: 12px 10px 40px; }
  section, header, details.card { padding: 16px 14px; border-radius: 10px; }
  h1 { font-size: 24px; }
  tbody th { min-width: 110px; }
  table.answers tbody th { min-width: 0; }
  .pair > div { flex-basis: 100%; }
  .scores tbody th, .scores thead th:first-child { min-width: 132px; padding-left: 8px; }
}
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  section, header, details.card { border: 0; padding: 0; margin: 0 0 14pt; border-radius: 0; }
  details.card[id^="recogniser"], section:has(ol.clips) { break-before: page; }
  details.card::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary::before { display: none; }
  h1, h2, h3, h4, summary, thead { break-after: avoid; }
  tr, figure, li, img, dl.facts, .pair > div { break-inside: avoid; }
  .scroll { overflow: visible; }
  table.answers td, table.answers th { white-space: normal; overflow-wrap: anywhere; font-size: 8pt; line-height: 1.2; padding: 1pt 6pt 1pt 0; }
  ol.clips { grid-template-columns: 1fr 1fr; gap: 10pt 14pt; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8pt; }
  .banner { position: static; }
  .player, .play, .save, .cell { display: none; }
}
`;
