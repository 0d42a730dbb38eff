/** What a study leaves in its folder, and what it says. All of it follows from the study and the results that count. */
import type { Conducted } from '../cells/conduct.ts';
import { renderStudy } from '../study/page/page.ts';
import { resultsCsv } from '../study/results-csv.ts';
import type { Study, StudyPlan } from '../study/study.ts';
import { type StudySummary, studySummaryText, summarizeStudy } from '../study/summary.ts';
import { studyText } from '../study/text.ts';
import type { OutputFolder } from './output-folder.ts';
import { pageScript } from './page-script.ts';
import type { ResultOptions } from './results.ts';
import { say } from './terminal.ts';
import { writeRows } from './write-rows.ts';

export async function stageStudyFiles(folder: OutputFolder, study: Study, plan: StudyPlan): Promise<StudySummary> {
  const summary = summarizeStudy(study, plan);
  writeRows(folder, 'results.csv', resultsCsv(study, plan.results()));
  folder.write('study.html', renderStudy({ summary, script: await pageScript() }));
  folder.write('summary.json', studySummaryText(summary));
  return summary;
}

export function sayStudy(
  summary: StudySummary,
  { computed, found }: Conducted,
  directory: string,
  { json, quiet }: ResultOptions,
): void {
  if (json) {
    say(studySummaryText(summary).trimEnd());
    return;
  }
  if (quiet) return;
  const grouped = (count: number) => count.toLocaleString('en-US');
  const kept = found === 0 ? '' : ` (${grouped(found)} runs were kept from before, ${grouped(computed)} were run now)`;
  say(`${studyText(summary).trimEnd()}\n\nwritten to ${directory}${kept}`);
}
