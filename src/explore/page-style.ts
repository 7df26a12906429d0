/** What the page of maps adds to the style of reports. */
export const PAGE_STYLE = `
main.maps { max-width: 1240px; padding-bottom: 120px; }
.controls { position: sticky; top: 0; z-index: 3; }
.controls fieldset { border: 0; padding: 0; margin: 0 0 8px; display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: center; }
.controls legend { float: left; margin-right: 18px; font-weight: 600; padding: 0; }
.controls label { cursor: pointer; padding: 3px 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 6px; max-height: 96px; overflow-y: auto; }
.legend button {
  font: inherit; font-size: 13px; color: inherit; background: none; border: 1px solid transparent; border-radius: 99px;
  padding: 2px 10px 2px 6px; cursor: pointer; display: inline-flex; align-items: center; gap: 5px;
}
.legend button:hover { border-color: var(--line); }
.legend button[aria-pressed="true"] { border-color: var(--accent); background: var(--accent-soft); }
.legend svg { width: 14px; height: 14px; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 18px; margin: 0 0 18px; }
.grid section { margin: 0; padding: 16px 18px; min-width: 0; }
.grid canvas {
  display: block; width: 100%; aspect-ratio: 5 / 4; margin: 8px 0; border: 1px solid var(--line); border-radius: 8px;
  touch-action: manipulation; cursor: crosshair;
}
.grid canvas.turns { cursor: grab; touch-action: pan-y; }
.grid h2 .note { display: block; font-weight: 400; }
.tip {
  position: fixed; z-index: 5; pointer-events: none; background: var(--ink); color: var(--paper); border-radius: 8px;
  padding: 6px 10px; font-size: 13px; max-width: 260px; overflow-wrap: anywhere;
}
.tip b { display: block; }
@media (max-width: 720px) {
  .controls { padding: 10px 12px !important; }
  .legend { flex-wrap: nowrap; overflow-x: auto; }
  .legend button { flex: none; }
  .grid section { padding: 12px; }
}
@media print { .controls { position: static; } }
`;
