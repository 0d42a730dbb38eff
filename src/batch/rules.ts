/**
 * The rules that this simulator keeps, by number, each with its public source.
 *
 * L-…: how the service behaves, from its documentation. O-…: a choice where the documentation is silent or ambiguous. S-…: what is settled
 * about scenarios, runs and logs. The tables below hold one rule a line: the number, the text, and for L-rules the sources in brackets.
 */
import { ALLOCATION_RULES } from './rules/allocation.ts';
import { AUTO_POOLS_AND_SCHEDULES_RULES } from './rules/auto-pools-and-schedules.ts';
import { CHOICES_RULES } from './rules/choices.ts';
import { EVENTS_AND_METRICS_RULES } from './rules/events-and-metrics.ts';
import { JOB_TASKS_RULES } from './rules/job-tasks.ts';
import { JOBS_RULES } from './rules/jobs.ts';
import { NODES_RULES } from './rules/nodes.ts';
import { POOLS_RULES } from './rules/pools.ts';
import { RESOURCES_RULES } from './rules/resources.ts';
import { SCHEDULING_RULES } from './rules/scheduling.ts';
import { SETTLED_RULES } from './rules/settled.ts';
import { TASKS_RULES } from './rules/tasks.ts';

export interface Rule {
  readonly text: string;
  /** the abbreviations are those of {@link SOURCES} */
  readonly source: string;
}

export interface RuleSection {
  readonly title: string;
  readonly rules: Readonly<Record<string, Rule>>;
}

/** what stands as the source of a rule that names none */
const OWN_SOURCE: Readonly<Record<string, string>> = {
  L: 'INF',
  O: 'a choice of this simulator',
  S: 'settled for this simulator',
};

/** Every rule, in the order of the service's nouns. */
export const RULE_SECTIONS: readonly RuleSection[] = [
  section('Creating a pool', POOLS_RULES),
  section('Pools: states, allocation, resizing, automatic scaling', ALLOCATION_RULES),
  section('Compute nodes, start tasks, low-priority nodes', NODES_RULES),
  section('Certificates, packages, licences, users, networks', RESOURCES_RULES),
  section('Jobs', JOBS_RULES),
  section('Job manager, job preparation and job release tasks', JOB_TASKS_RULES),
  section('Auto pools and job schedules', AUTO_POOLS_AND_SCHEDULES_RULES),
  section('Tasks', TASKS_RULES),
  section('Scheduling and quotas', SCHEDULING_RULES),
  section('Service events and metrics', EVENTS_AND_METRICS_RULES),
  section('Choices where the documentation is silent', CHOICES_RULES),
  section('Settled points about scenarios, runs and logs', SETTLED_RULES),
];

export const RULES: Readonly<Record<string, Rule>> = Object.assign({}, ...RULE_SECTIONS.map(({ rules }) => rules));

/** What the abbreviations of the sources stand for. */
export const SOURCES: readonly (readonly [string, string])[] = [
  ['POOL, POOL:x', 'REST reference, "Add a pool to an account" (2017-02), section x'],
  ['JOB, JOB:x', 'REST reference, "Add a job to an account" (2017-02), section x'],
  ['R:page', 'another page of the same REST reference (2017-02 to 2017-07)'],
  ['ERR', 'REST reference, "Batch Status and Error Codes"'],
  ['VER', 'REST reference, "Batch Service REST API Versioning"'],
  ['N3', 'the npm client azure-batch 3.0.0, API 2017-09-01.6.0: one version newer'],
  ['N32, N6, N9', 'azure-batch 3.2.2 (2018-03-01.6.1), 6.0.0 (2018-12-01.8.0), 9.0.0 (2020-03-01.11.0)'],
  ['N10', 'the npm client @azure/batch 10.2.0, API 2022-10-01.16.0'],
  ['AD:article', 'an article of the public azure-docs repository, folder articles/batch'],
  ['SDK-ERR', 'the lists of error codes in the .NET and Java client libraries'],
  ['INF', 'inference from the rules cited; no page says so'],
];

function section(title: string, lines: readonly string[]): RuleSection {
  return { title, rules: Object.fromEntries(lines.map(parseRule)) };
}

/** `L-001 Text. [POOL; ERR]` */
function parseRule(line: string): readonly [string, Rule] {
  const parts = /^([LOS]-\d+) (.+?)(?: \[([^[\]]+)\])?$/.exec(line);
  if (parts === null) throw new Error(`no rule: ${line}`);
  const [, number, text, source] = parts;
  return [number, { text, source: source ?? OWN_SOURCE[number[0]] }];
}
