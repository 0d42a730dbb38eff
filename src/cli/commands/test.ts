/** `batchlab test`: runs scenarios and checks what their `expect:` sections say. Writes no output files. */
import { writeFileSync } from 'node:fs';
import pc from 'picocolors';
import { formatLocated } from '../../scenario/located.ts';
import { Run } from '../../simulate.ts';
import { EXIT, type ExitStatus, Refusal } from '../exit.ts';
import { checkExpectations, type Outcome } from '../expectations.ts';
import { Interruption } from '../interruption.ts';
import { junitXml, type TestCase, type TestSuite } from '../junit.ts';
import { Progress } from '../progress.ts';
import { NO_LOG } from '../run-files.ts';
import { type LoadOptions, loadFile } from '../scenario-files.ts';
import { findScenarios } from '../scenario-search.ts';
import { runToEnd } from '../stepping.ts';
import { complain, say } from '../terminal.ts';

export interface TestOptions extends LoadOptions {
  readonly junit?: string;
  readonly maxEvents?: number;
}

export async function testCommand(paths: readonly string[], options: TestOptions): Promise<ExitStatus> {
  const { scenarios, studies, others } = findScenarios(paths);
  for (const file of others) complain(`${file}: not a scenario (it has no pools:, jobs: or jobSchedules:), left out`);
  for (const file of studies) complain(`${file}: a study, left out; run it with: batchlab study ${file}`);
  if (scenarios.length === 0) throw new Refusal(`error: no scenario below ${paths.join(', ')}`);

  const interruption = new Interruption();
  const progress = Progress.ofCommand(false);
  const suites: TestSuite[] = [];
  for (const file of scenarios) {
    const suite = await testScenario(file, options, interruption, progress);
    progress.clear();
    suites.push(suite);
    say(describe(suite));
  }
  interruption.end();
  if (options.junit !== undefined) writeFileSync(options.junit, junitXml(suites));
  say(`\n${conclusion(suites)}`);
  if (suites.some((suite) => suite.cases.some((each) => each.problem?.kind === 'error'))) return EXIT.refused;
  return suites.some(hasFailed) ? EXIT.expectationFailed : EXIT.done;
}

async function testScenario(
  file: string,
  options: TestOptions,
  interruption: Interruption,
  progress: Progress,
): Promise<TestSuite> {
  const { scenario, errors } = loadFile(file, options);
  if (scenario === null) {
    const problem = { kind: 'error', message: errors.map(formatLocated).join('\n') } as const;
    return { name: file, file, cases: [{ name: 'the scenario is accepted', problem }] };
  }
  const run = new Run(scenario, options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents });
  await runToEnd(run, scenario.name, interruption, progress);
  const outcomes = checkExpectations(scenario.expect, run.fold.summary(NO_LOG));
  return { name: scenario.name, file, cases: outcomes.map(asCase) };
}

function asCase({ expectation, failure }: Outcome): TestCase {
  return { name: expectation, problem: failure === null ? null : { kind: 'failure', message: failure } };
}

function hasFailed(suite: TestSuite): boolean {
  return suite.cases.some((each) => each.problem !== null);
}

/** A suite without a scenario's own expectations has the one case that holds for all. */
function isUnchecked(suite: TestSuite): boolean {
  return suite.cases.length === 1 && !hasFailed(suite);
}

function describe(suite: TestSuite): string {
  const failed = suite.cases.filter((each) => each.problem !== null);
  if (failed.some((each) => each.problem?.kind === 'error')) return `${pc.red('REFUSED')}    ${suite.file}`;
  if (failed.length === 0) {
    if (isUnchecked(suite)) return `${pc.yellow('unchecked')}  ${suite.file}  it runs, and has no expect: section`;
    const count = suite.cases.length - 1;
    return `${pc.green('ok')}         ${suite.file}  ${count} expectation${count === 1 ? '' : 's'}`;
  }
  const details = failed.map((each) => `             ${each.name}: ${each.problem?.message}`);
  return [`${pc.red('FAILED')}     ${suite.file}  ${failed.length} of ${suite.cases.length} checks`, ...details].join(
    '\n',
  );
}

function conclusion(suites: readonly TestSuite[]): string {
  const refused = suites.filter((suite) => suite.cases.some((each) => each.problem?.kind === 'error')).length;
  const failed = suites.filter(hasFailed).length - refused;
  const unchecked = suites.filter(isUnchecked).length;
  const parts = [
    `${suites.length - failed - refused - unchecked} ok`,
    ...(unchecked > 0 ? [`${unchecked} unchecked`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  return `${suites.length} scenario${suites.length === 1 ? '' : 's'}: ${parts.join(', ')}`;
}
