/** The look of a report, light and dark, on screen and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6470; --paper: #fff; --line: #d5dae0; --panel: #f4f6f8; --bad: #b3261e; --good: #1a7f4b; --accent: #2b6cb0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #a4adb8; --paper: #15181b; --line: #3a4149; --panel: #1f2428; --bad: #ff8a80; --good: #6fd39a; --accent: #7db4ea; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.7rem; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; }
h3 { margin: 1.2rem 0 .3rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; max-width: 60rem; }
.soft, caption { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.figures div { padding: .6rem .8rem; background: var(--panel); border-left: 4px solid var(--good); }
.figures div.bad { border-color: var(--bad); }
.figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tabs { display: flex; gap: .3rem; margin: 1rem 0; border-bottom: 1px solid var(--line); }
.tabs button { padding: .4rem .9rem; font: inherit; color: var(--soft); background: none; border: 0; border-bottom: 3px solid transparent; cursor: pointer; }
.tabs button[aria-selected=true] { color: var(--ink); border-color: var(--accent); }
.bad-text { color: var(--bad); }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0; }
th, td { padding: .2rem .7rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th[scope=row] { font-weight: normal; min-width: 6rem; overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--soft); }
.chart { display: block; width: 100%; height: auto; font-size: 12px; }
.chart text { fill: var(--soft); }
.chart .grid, .chart .tick { stroke: var(--line); }
.layer { stroke: var(--paper); stroke-width: .4; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .2rem 0; padding: 0; list-style: none; font-size: .85rem; }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border: 1px solid var(--line); }
.bar { display: block; height: .7rem; min-width: 1px; background: #3f7fbf; }
.running, .slot-busy { fill: #2f9e63; background: #2f9e63; }
.idle, .slot-idle { fill: #b9c4cf; background: #b9c4cf; }
.waitingforstarttask { fill: #8fc1e8; background: #8fc1e8; }
.starting { fill: #4f93cf; background: #4f93cf; }
.creating { fill: #2b5f96; background: #2b5f96; }
.rebooting { fill: #8c7ae6; background: #8c7ae6; }
.reimaging { fill: #5f4bb6; background: #5f4bb6; }
.slot-preparing { fill: #e2b33c; background: #e2b33c; }
.leavingpool { fill: #c2a878; background: #c2a878; }
.offline { fill: #7a828b; background: #7a828b; }
.starttaskfailed { fill: #d9655b; background: #d9655b; }
.unusable { fill: #a3302a; background: #a3302a; }
.unknown { fill: #d68fb8; background: #d68fb8; }
.preempted { fill: #e08a2e; background: #e08a2e; }
@media print { details { display: none; } body { max-width: none; } }
`.trim();
