import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADVICE_CODES, type Advice, checkFormula, compileFormula, lintFormula } from '../../src/autoscale/index.ts';
import { parseDuration } from '../../src/batch/durations.ts';
import { formulaBlocks } from './doc-blocks.ts';

const page = readFileSync(new URL('../../docs/autoscale-lint.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), formulaBlocks(section)]),
);

function adviseOn(formula: string): readonly Advice[] {
  const interval = /^\/\/ interval: (\S+)$/m.exec(formula);
  const duration = interval === null ? null : parseDuration(interval[1]);
  return lintFormula(compileFormula(formula), duration?.ok ? duration.value : null);
}

const codes = (formula: string) => adviseOn(formula).map(({ code }) => code);

describe('the page on advice', () => {
  it('has a section for each code, and no other', () => {
    expect([...sections.keys()].sort()).toEqual([...ADVICE_CODES].sort());
  });

  it.each([...sections])('shows under %s a formula that the advice is about, and one without any', (code, blocks) => {
    expect(blocks).toHaveLength(2);
    for (const block of blocks) expect(checkFormula(block)).toEqual([]);
    expect(codes(blocks[0])).toContain(code);
    expect(adviseOn(blocks[1])).toEqual([]);
  });
});

describe('advice', () => {
  it('stands in the order of the text, each piece with a place, a reason and a fix', () => {
    const formula =
      'unused = 1;\n$TargetDedicatedNodes = $ActiveTasks.Count();\n$TargetDedicatedNodes = max($ActiveTasks.GetSample(TimeInterval_Hour)) / 2;';
    const advice = adviseOn(formula);
    expect(advice.map(({ code, line, column }) => `${line}:${column} ${code}`)).toEqual([
      '1:1 unused-variable',
      '2:25 active-without-running',
      '3:1 fraction-becomes-zero',
      '3:1 unbounded-target',
      '3:1 default-deallocation',
      '3:51 unguarded-sample',
    ]);
    for (const { reason, fix } of advice) expect([reason.length, fix.length].every((length) => length > 10)).toBe(true);
  });

  it('is not given on the behaviour of a formula that always fails', () => {
    expect(codes('$TargetDedicatedNodes = $nope;')).toEqual([]);
  });

  it('says nothing of a fixed size', () => {
    expect(codes('$TargetDedicatedNodes = 4;')).toEqual([]);
    expect(codes('$TargetDedicatedNodes = 0; $TargetLowPriorityNodes = 7;')).toEqual([]);
  });

  it('takes a guard by the age of the pool for a guard', () => {
    const formula =
      'lifespan = time() - time("2024-01-03T11:00:00Z"); $NodeDeallocationOption = taskcompletion;' +
      '$TargetDedicatedNodes = lifespan < TimeInterval_Minute * 20 ? 1 : min(10, avg($PendingTasks.GetSample(TimeInterval_Minute * 15)));';
    expect(codes(formula)).toEqual([]);
  });

  it('finds a guard that lets a young pool through: samples there are, but not 70 percent', () => {
    const formula =
      '$tasks = $PendingTasks.Count() > 0 ? avg($PendingTasks.GetSample(TimeInterval_Minute * 5)) : 0;' +
      '$TargetDedicatedNodes = min(10, $tasks); $NodeDeallocationOption = taskcompletion;';
    const [advice, ...more] = adviseOn(formula);
    expect(more).toEqual([]);
    expect(advice.code).toBe('unguarded-sample');
    expect(advice.reason).toMatch(/young pool/);
  });

  it('finds targets that rise by a step without end', () => {
    const formula =
      'busy = max(0, $PendingTasks.GetSample(1)) > $CurrentDedicatedNodes; $NodeDeallocationOption = taskcompletion;';
    expect(codes(`${formula} $TargetDedicatedNodes = $CurrentDedicatedNodes + (busy ? 2 : -1);`)).toEqual([
      'unbounded-target',
    ]);
    expect(codes(`${formula} $TargetDedicatedNodes = min(50, $CurrentDedicatedNodes + (busy ? 2 : -1));`)).toEqual([]);
  });

  it('knows that a pool may be empty at night', () => {
    const formula =
      'h = time().hour; $TargetDedicatedNodes = h >= 8 && h < 18 ? min(10, max(0, $PendingTasks.GetSample(1))) : 0; $NodeDeallocationOption = taskcompletion;';
    expect(codes(formula)).toEqual([]);
  });

  it('warns of a target that lacks its $, once', () => {
    expect(codes('$TargetDedicatedNodes = 1; TargetLowPriorityNodes = 5;')).toEqual(['similar-name']);
    expect(
      codes(
        '$TargetDedicatedNodes = min(3, max(0, $PendingTasks.GetSample(1))); $NodeDeallocationOption = requeue; pendingTasks = 1; x = pendingTasks;',
      ),
    ).toEqual(['unused-variable']);
  });
});
