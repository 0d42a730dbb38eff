/** What is wrong with the variants of a study, said at the values of the study file that cause it. */
import type { Issue } from '../batch/issue.ts';
import { formatLocated, type Located } from '../scenario/located.ts';
import { formatIssue } from '../scenario/shape.ts';
import type { Design } from './draft.ts';
import type { Variant } from './study.ts';
import { culprit, type VariantScenarios } from './variants.ts';

/** Nobody reads more. */
const MOST_COMPLAINTS = 100;

/** Compiles every variant. The same complaint about the same value is made once, for the first variant that has it. */
export function complainOfVariants(
  {
    design,
    variants,
    scenarios,
  }: { readonly design: Design; readonly variants: readonly Variant[]; readonly scenarios: VariantScenarios },
  locate: (issue: Issue) => Located,
): readonly Located[] {
  const complaints = new Map<string, Located>();
  for (const { index, name } of variants) {
    const compiled = scenarios.compile(index);
    if (compiled.ok) continue;
    for (const issue of compiled.issues) {
      const complaint = locate(inStudy(issue, design, index, name));
      complaints.set(formatLocated(complaint), complaint);
    }
    for (const row of compiled.rows) complaints.set(formatLocated(row), row);
    if (complaints.size >= MOST_COMPLAINTS) break;
  }
  return [...complaints.values()];
}

/** The issue with the path of the value in the study file; where no value is to blame, the combination as a whole. */
function inStudy(issue: Issue, design: Design, index: number, name: string): Issue {
  const draft = design.drafts[index];
  const axis = culprit(issue, design, draft);
  const level = draft.levels[axis];
  if (level !== undefined && level !== null) {
    const { resolved } = design.axes[axis];
    return { ...issue, path: [...level.place, ...issue.path.slice(resolved.length)], message: issue.message };
  }
  const around = draft.levels.find((each) => each !== null)?.place.slice(0, design.kind === 'pairs' ? 2 : 1) ?? [];
  const { status: _status, code: _code, within: _within, ...rest } = issue;
  return { ...rest, path: around, at: 'key', message: `with ${name}: ${formatIssue(issue)}` };
}
