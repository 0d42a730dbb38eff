/** The look of every page, light and dark, on screen and on paper. */
import { COLOUR_RULES, DARK_COLOURS, LIGHT_COLOURS } from './palette.ts';

const LIGHT = `color-scheme: light; --ink: #1c2024; --soft: #57606b; --paper: #fff; --line: #d5dae0; --panel: #f4f6f8; --bad: #b3261e; --good: #1a7f4b; --accent: #1f5fa8; --mark: #f9e27d; ${LIGHT_COLOURS}`;
const DARK = `color-scheme: dark; --ink: #e8eaed; --soft: #a9b2bd; --paper: #15181b; --line: #3a4149; --panel: #1f2428; --bad: #ff8a80; --good: #6fd39a; --accent: #8abcf0; --mark: #6b5a12; ${DARK_COLOURS}`;

export const STYLE = `
:root { ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${DARK} } }
@media screen { :root[data-theme=dark] { ${DARK} } }
${COLOUR_RULES}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1.2rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header { position: relative; padding-right: 7rem; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 1.2rem 0 .3rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; max-width: 60rem; overflow-wrap: anywhere; }
.soft, caption { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button, input, select { font: inherit; font-size: .9rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .2rem .6rem; }
button { cursor: pointer; }
button:hover { background: var(--panel); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.figures div { padding: .6rem .8rem; background: var(--panel); border-left: 4px solid var(--good); }
.figures div.bad { border-color: var(--bad); }
.figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tabs { display: flex; gap: .3rem; margin: 1rem 0; border-bottom: 1px solid var(--line); }
.tabs button { padding: .4rem .9rem; font-size: 1rem; color: var(--soft); background: none; border: 0; border-bottom: 3px solid transparent; border-radius: 0; }
.tabs button[aria-selected=true] { color: var(--ink); border-color: var(--accent); }
.theme { position: absolute; top: 0; right: 0; }
.bad-text { color: var(--bad); }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0; }
th, td { padding: .2rem .7rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th[scope=row] { font-weight: normal; min-width: 6rem; overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
th.sortable { padding: 0 .35rem 0 0; }
th.sortable button { width: 100%; padding: .15rem .35rem .15rem 0; font-weight: bold; text-align: inherit; text-decoration: underline dotted var(--soft); text-underline-offset: 3px; background: none; border: 0; white-space: nowrap; }
th[aria-sort=ascending] button::after { content: ' \\2191'; }
th[aria-sort=descending] button::after { content: ' \\2193'; }
.tool { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .4rem 0; font-size: .9rem; color: var(--soft); }
.tool label { display: inline-flex; gap: .4rem; align-items: center; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--soft); }
figure { margin: .8rem 0 1.2rem; break-inside: avoid; }
figcaption { font-weight: bold; }
.chart { display: block; width: 100%; height: auto; font-size: 12px; overflow: visible; }
.chart text { fill: var(--soft); }
.chart .grid, .chart line.tick, .chart .axis line, .chart .axis path { stroke: var(--line); }
.layer { fill: var(--c); stroke: var(--paper); stroke-width: .4; }
path.target { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 3; }
.mark.resizeError, .mark.failedEvaluation { stroke: var(--bad); stroke-width: 2.5; --c: var(--bad); }
.mark.evaluation { stroke: var(--soft); stroke-width: 1; --c: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .2rem 0; padding: 0; list-style: none; font-size: .85rem; overflow-wrap: anywhere; }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .4em; background: var(--c); border: 1px solid var(--line); }
.key.target { height: 0; border: 0; border-top: 2px dashed var(--ink); vertical-align: middle; width: 1.4em; }
.key.mark { width: 3px; height: 1em; border: 0; vertical-align: text-bottom; }
.bar { display: block; height: .7rem; min-width: 1px; margin-top: .4rem; background: var(--c, var(--accent)); }
.bar-cell { min-width: 12rem; width: 30%; }
.stacks { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr max-content; gap: .25rem .7rem; align-items: center; font-size: .9rem; }
.stack-name { max-width: 16rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.stack { display: flex; height: 1rem; }
.stack span { display: block; height: 100%; background: var(--c); }
@page { margin: 12mm; }
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  details, .tool, .tabs, .theme, .screen-only { display: none !important; }
  .scroll { overflow: visible; }
  h2, h3, figcaption, caption { break-after: avoid; }
  tr { break-inside: avoid; }
}
`.trim();
