/** Rules of the study's page besides those of all pages. */
export const STUDY_STYLE = `
.plot { max-width: 44rem; }
@media (min-width: 64rem) { .beside { display: grid; grid-template-columns: minmax(0, 44rem) 1fr; gap: 1.5rem; } }
.beside ul:not(.legend) { padding-left: 1.1rem; overflow-wrap: anywhere; }
.beside li { margin: .35rem 0; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem; }
.panels .plot { max-width: 26rem; }
.chart .axis { stroke: var(--soft); }
.point { fill: var(--c, var(--accent)); stroke: var(--ink); stroke-width: .8; }
.point.open { fill: none; stroke: var(--c, var(--accent)); stroke-width: 2.4; }
.whisker, .line { fill: none; stroke: var(--c, var(--accent)); stroke-width: 1.6; }
.line.front { stroke: var(--ink); stroke-width: 1.4; stroke-dasharray: 2 4; }
.line.bound { stroke: var(--bad); stroke-width: 1.6; stroke-dasharray: 7 4; }
.line.zero { stroke: var(--soft); }
.line.dash-1 { stroke-dasharray: 7 4; } .line.dash-2 { stroke-dasharray: 2 3; } .line.dash-3 { stroke-dasharray: 9 3 2 3; }
.standing-best { --c: var(--c-series-2); } .standing-equal { --c: var(--c-series-4); } .standing-worse { --c: var(--c-series-0); }
.standing-unclear { --c: var(--c-series-1); } .standing-infeasible { --c: var(--c-series-5); } .standing-noFigure { --c: var(--c-series-rest); }
.standing-none { --c: var(--c-series-0); }
.point-key { width: 1.1em; height: 1.1em; margin-right: .4em; vertical-align: text-bottom; }
.answer { font-size: 1.15rem; }
.figures.wide { grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
@media (min-width: 40rem) { .figures.wide div:first-child { grid-column: span 2; } }
.variants td:last-child { min-width: 24rem; }
.ring { fill: none; stroke: var(--ink); stroke-width: 1.6; }
.figures.wide dd { font-size: 1.15rem; }
.command { display: block; padding: .5rem .7rem; background: var(--panel); overflow-x: auto; white-space: pre; font-size: .85rem; }
.sentences li { margin: .2rem 0; overflow-wrap: anywhere; }
@media print {
  details.effects { display: block !important; }
  details.effects::details-content { content-visibility: visible; block-size: auto; }
}
`.trim();
