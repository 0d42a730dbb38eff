/** The outcome of `batchlab test` as JUnit XML, which continuous integration servers read. */

export interface TestSuite {
  readonly name: string;
  readonly file: string;
  readonly cases: readonly TestCase[];
}
export interface TestCase {
  readonly name: string;
  /** `error`: the scenario could not be run at all */
  readonly problem: { readonly kind: 'failure' | 'error'; readonly message: string } | null;
}

export function junitXml(suites: readonly TestSuite[]): string {
  const all = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="batchlab" ${counts(all)}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${escaped(suite.name)}" file="${escaped(suite.file)}" ${counts(suite.cases)}>`,
      ...suite.cases.flatMap((each) => caseLines(suite, each)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(suite: TestSuite, { name, problem }: TestCase): string[] {
  const head = `    <testcase classname="${escaped(suite.name)}" name="${escaped(name)}"`;
  if (problem === null) return [`${head}/>`];
  const message = problem.message.split('\n', 1)[0];
  return [
    `${head}>`,
    `      <${problem.kind} message="${escaped(message)}">${escaped(problem.message)}</${problem.kind}>`,
    '    </testcase>',
  ];
}

function counts(cases: readonly TestCase[]): string {
  const of = (kind: 'failure' | 'error') => cases.filter((each) => each.problem?.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** What XML 1.0 has no way at all to write: most control characters, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSPEAKABLE = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function escaped(text: string): string {
  return text.replace(UNSPEAKABLE, '\ufffd').replace(/[&<>"\n\t]/g, (character) => ENTITIES[character]);
}
