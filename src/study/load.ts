/** From the path of a study file to the study with all its variants, or to everything that is wrong with it, each with its place. */
import type { Issue } from '../batch/issue.ts';
import type { Scenario } from '../batch/model.ts';
import { type DocumentOptions, readDocument, type ScenarioDocument } from '../scenario/document.ts';
import { type FileReader, readText } from '../scenario/file-reader.ts';
import { LIMITS, type Limits } from '../scenario/limits.ts';
import { baseName, compileDocument } from '../scenario/load.ts';
import { formatLocated, type Located } from '../scenario/located.ts';
import { besides } from '../scenario/references.ts';
import type { Complaints } from '../scenario/shape.ts';
import { readSource, type Source } from '../scenario/source.ts';
import { placeInValue } from '../scenario/text-place.ts';
import { Recorder } from './bundle.ts';
import { type Design, designOf } from './draft.ts';
import { fewestToShow, looksOf } from './feasibility.ts';
import { errorsOf } from './goal-rule.ts';
import { canonicalJson } from './key.ts';
import { metricsOf } from './metric-paths.ts';
import { goalOf, replicationsOf } from './replications.ts';
import { readShape, type StudyShape } from './shape.ts';
import type { Study, Value } from './study.ts';
import { VariantScenarios, variantsOf } from './variants.ts';
import { complainOfVariants } from './variants-check.ts';

/** `set` changes the scenario before the factors do. */
export interface StudyOptions extends DocumentOptions {
  /** instead of the study's own */
  readonly seed?: string;
  /** a run ends with reason `limit` after so many lines of its log; default 100 million */
  readonly maxEvents?: number;
  /** the variants were found valid where the study was loaded before, and are not compiled until they are run */
  readonly isChecked?: boolean;
}

export type StudyResult =
  | { readonly ok: true; readonly study: Study; readonly warnings: readonly Located[] }
  | { readonly ok: false; readonly errors: readonly Located[]; readonly warnings: readonly Located[] };

const MAX_EVENTS = 100_000_000;

/** Loads a study, its scenario and all files that it names. Never throws for what stands in a file. */
export function loadStudy(file: string, reader: FileReader, options: StudyOptions = {}): StudyResult {
  const limits = { ...LIMITS, ...options.limits };
  const recorder = new Recorder(reader);
  const answer = readText(recorder, file, limits);
  if (!answer.ok) return refused([nowhere(file, answer.message)]);
  const read = readSource(file, answer.text, limits);
  if (!read.ok) return refused(read.errors);
  const { source } = read;
  const complaints: Complaints = { issues: [], warnings: [] };
  const shape = readShape(source.value, complaints);
  if (shape === null) return refused(located(complaints, source));

  const scenarioFile = besides(file, shape.scenario);
  const document = readDocument(scenarioFile, recorder, options);
  if (!document.ok) return refused(document.errors.map((error) => unread(error, source)));
  const before = recorder.paths;
  const base = compileDocument(document.document, {
    limits,
    ...(options.seed !== undefined || shape.seed !== undefined ? { seed: options.seed ?? String(shape.seed) } : {}),
  });
  if (!base.ok) return { ok: false, errors: base.errors, warnings: base.warnings };

  const parts = partsOf(shape, document.document, base.scenario, { limits, complaints });
  if (parts === null || complaints.issues.length > 0) return refused(located(complaints, source));
  const { design, ...rest } = parts;
  const { raw, table } = document.document;
  const variants = variantsOf(design, raw);
  const scenarios = new VariantScenarios({ raw, scenario: base.scenario }, variants, {
    name: baseName(scenarioFile),
    seed: base.scenario.seed,
    limits,
    table: (ref) => {
      const outcome = table(ref);
      if ('rows' in outcome) return outcome;
      const [first] = outcome.errors;
      return { message: outcome.message ?? (first === undefined ? `cannot read "${ref}"` : formatLocated(first)) };
    },
  });
  const errors = options.isChecked
    ? []
    : complainOfVariants({ design, variants, scenarios }, (issue) => locate(issue, source));
  if (errors.length > 0) return refused(errors);

  const study: Study = {
    name: shape.name ?? baseName(file),
    description: shape.description,
    file,
    scenarioFile,
    scenario: raw,
    taskFiles: recorder.referencedSince(before),
    seed: base.scenario.seed,
    factors: design.axes.map(({ path }, axis) => ({ path, values: valuesOf(design, axis) })),
    design: design.kind,
    variants,
    baseline: design.baseline,
    ...rest,
    maxEvents: options.maxEvents ?? MAX_EVENTS,
    bundle: recorder.bundle(file),
    scenarioOf: (variant) => scenarios.scenarioOf(variant),
  };
  return {
    ok: true,
    study,
    warnings: [...doubts(study).map((issue) => locate(issue, source, 'warning')), ...base.warnings],
  };
}

/**
 * Whether a file is a study rather than a scenario: it names a scenario, which nothing else does. False of what cannot be read; whoever loads it
 * as a scenario will say why.
 */
export function isStudyFile(file: string, reader: FileReader, options: Pick<StudyOptions, 'limits'> = {}): boolean {
  const limits = { ...LIMITS, ...options.limits };
  const answer = readText(reader, file, limits);
  if (!answer.ok || !/\bscenario\b/.test(answer.text)) return false;
  const read = readSource(file, answer.text, limits);
  if (!read.ok || typeof read.source.value !== 'object' || read.source.value === null) return false;
  return Object.hasOwn(read.source.value, 'scenario');
}

/** Keys without which nothing can be said about the design. */
const DESIGN_KEYS: readonly unknown[] = ['factors', 'pairs', 'latinHypercube', 'baseline'];

/** What is made of a study file and its scenario; null after complaints. */
function partsOf(
  shape: StudyShape,
  { raw }: ScenarioDocument,
  scenario: Scenario,
  { limits, complaints }: { readonly limits: Limits; readonly complaints: Complaints },
) {
  const isIll = complaints.issues.some(({ path: [key] }) => DESIGN_KEYS.includes(key));
  const design = isIll ? null : designOf(shape, { raw, seed: scenario.seed, limits }, complaints);
  const replications = replicationsOf(shape, limits, complaints);
  const metrics = metricsOf(shape, scenario, complaints);
  const { steadyState } = shape;
  return design === null ? null : { design, replications, metrics, goal: goalOf(shape), steadyState };
}

/** The values of an axis that occur: in the order of the design, those of a hypercube ascending. */
function valuesOf({ kind, drafts }: Design, axis: number): readonly Value[] {
  const levels = drafts.flatMap(({ levels }) => levels[axis] ?? []);
  const values = [...new Map(levels.map(({ value }) => [canonicalJson(value), value])).values()];
  return kind === 'latinHypercube' && values.every((value) => typeof value === 'number')
    ? [...values].sort((left, right) => left - right)
    : values;
}

/** Conditions that the study can never show to be met. */
function doubts({ goal, variants, replications: { min, max } }: Study): readonly Issue[] {
  if (goal === null) return [];
  const { look } = errorsOf(goal, variants.length, looksOf(min, max).length);
  return goal.subjectTo.flatMap((constraint, place): readonly Issue[] => {
    const fewest = fewestToShow(constraint, look);
    if (fewest <= max) return [];
    const message = `with ${max} replications it cannot be shown that this quantile is kept: with ${variants.length} variants that takes at least ${fewest}`;
    return [{ path: ['goal', 'subjectTo', place, 'quantile'], at: 'value', message }];
  });
}

// ---------------------------------------------------------------- places

function refused(errors: readonly Located[]): StudyResult {
  const inOrder = [...errors].sort((left, right) => left.line - right.line || left.column - right.column);
  return { ok: false, errors: inOrder, warnings: [] };
}

function nowhere(file: string, message: string): Located {
  return { file, line: 1, column: 1, severity: 'error', message, frame: '' };
}

/** A scenario that could not be read at all is the fault of the line that names it. */
function unread(error: Located, source: Source): Located {
  if (error.frame !== '' || !error.message.startsWith('cannot read')) return error;
  const message = `${error.message} (${error.file})`;
  return source.locate(source.span(['scenario'], 'value'), 'error', message);
}

function located({ issues }: Complaints, source: Source): readonly Located[] {
  return issues.map((issue) => locate(issue, source));
}

function locate(
  { path, at, message, status, code, within }: Issue,
  source: Source,
  severity: Located['severity'] = 'error',
): Located {
  const span = source.span(path, at);
  const inside = within === undefined ? null : placeInValue(source.text, span, within);
  return source.locate(
    inside ?? span,
    severity,
    status === undefined ? message : `${message} (${status} ${code ?? ''})`,
  );
}
