/** The script of every page: finds what is on the page and starts it. */
import { startReport } from './report/main.ts';
import { startStudy } from './study.ts';
import { startTabs } from './tabs.ts';
import { startTheme } from './theme.ts';
import { startViewer } from './viewer/main.ts';

startTheme(document.querySelector('header'));
const report = document.getElementById('report');
if (report !== null) startReport(report);
const study = document.getElementById('study');
if (study !== null) startStudy(study);
const viewer = document.getElementById('viewer');
if (viewer !== null) startViewer(viewer);
startTabs(document.querySelector('main'));
