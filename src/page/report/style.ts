/** Rules of what only the script makes. */
export const LIVE_STYLE = `
.overview { position: sticky; top: 0; z-index: 5; padding: .4rem 0; background: var(--paper); border-bottom: 1px solid var(--line); }
.track { display: block; width: calc(100% - 124px); margin-left: 112px; height: 26px; background: var(--panel); cursor: ew-resize; touch-action: none; }
.track .layer { stroke: none; opacity: .6; }
.window { fill: var(--accent); fill-opacity: .18; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke; }
.zoom, .choices { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; margin-top: .35rem; font-size: .9rem; }
.choices label { display: inline-flex; gap: .4rem; align-items: center; }
.chart.live { cursor: grab; touch-action: pan-y; }
.chart.live .cursor { stroke: var(--ink); stroke-dasharray: 2 2; pointer-events: none; }
.tooltip { position: fixed; z-index: 20; max-width: 26rem; padding: .35rem .6rem; font-size: .85rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; box-shadow: 0 2px 8px #0003; pointer-events: none; overflow-wrap: anywhere; }
.gantt { position: relative; }
.gantt canvas { display: block; width: 100%; cursor: crosshair; touch-action: pan-y; }
.hint { font-size: .85rem; color: var(--soft); }
.results { display: flex; flex-wrap: wrap; gap: .3rem; max-height: 9rem; overflow-y: auto; margin: .3rem 0; padding: 0; list-style: none; }
.results button { font-size: .85rem; }
.story { margin: .5rem 0; padding: .6rem .9rem; background: var(--panel); border-left: 4px solid var(--accent); overflow-wrap: anywhere; }
.story h3 { margin: 0; }
.story .close { float: right; background: var(--paper); }
.story ul { margin: .2rem 0; padding-left: 1.2rem; }
.story li .key { border-color: transparent; }
`;
