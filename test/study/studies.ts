/** Study files in memory, and studies run to their end by one worker. */
import { loadStudy, type StudyOptions, type StudyResult } from '../../src/study/load.ts';
import { planOf } from '../../src/study/plan.ts';
import { runStudy as conduct } from '../../src/study/run.ts';
import type { Study, StudyPlan } from '../../src/study/study.ts';
import { brief, dedent, filesOf } from '../scenario/files.ts';

export interface GivenStudy extends StudyOptions {
  /** text of scenario.yaml */
  readonly scenario?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Thirty tasks on two nodes that are there at once. */
export const TINY = `
  seed: 3
  pools: [ { id: p, vmSize: STANDARD_D2_V2, cloudServiceConfiguration: { osFamily: "5" }, targetDedicatedNodes: 2 } ]
  jobs: [ { id: j, poolInfo: { poolId: p } } ]
  tasks: [ { jobId: j, count: 30, task: { id: "t-{n}", commandLine: work }, runs: { duration: { exponential: { mean: PT2M } } } } ]
  cloud:
    nodes: { allocate: PT0S, create: PT0S, start: PT0S }
    prices: { STANDARD_D2_V2: { dedicated: 0.14 }, STANDARD_D4_V2: { dedicated: 0.28 } }
`;

/** Loads a text as `study.yaml`, beside `scenario.yaml`. */
export function load(text: string, { scenario = TINY, files = {}, ...options }: GivenStudy = {}): StudyResult {
  const all = { 'study.yaml': dedent(text), 'scenario.yaml': dedent(scenario), ...files };
  return loadStudy('study.yaml', filesOf(all), options);
}

/** A study of the scenario above, or another, that must load; what is not said is `scenario: scenario.yaml`. */
export function loaded(text: string, given: GivenStudy = {}): Study {
  const result = load(`scenario: scenario.yaml\n${dedent(text)}`, given);
  if (!result.ok) throw new Error(result.errors.map(brief).join('\n'));
  return result.study;
}

/** `LINE:COLUMN MESSAGE` of every error, before which stands the file if it is another. */
export function errorsOf(text: string, given: GivenStudy = {}): readonly string[] {
  const result = load(text, given);
  return result.ok ? [] : result.errors.map(brief).map((line) => line.replace(/^study\.yaml:/, ''));
}

/** The plan of a study that was run to its end. */
export function runStudy(study: Study): StudyPlan {
  const plan = planOf(study);
  conduct(study, plan);
  return plan;
}
