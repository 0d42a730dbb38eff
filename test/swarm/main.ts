/**
 * Runs random scenarios under all checks: `npx tsx test/swarm/main.ts --seeds 1-1000`. Stops at the first that fails, says how to
 * repeat it, and writes a small scenario that fails in the same way. `--all` goes on and lists every failing seed, `--coverage` says at the
 * end what the seeds have brought about.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Coverage } from './coverage.ts';
import { type Examined, examine, type Finding } from './examine.ts';
import { randomScenario } from './generator.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-300' },
    all: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
    /** a scenario in JSON instead of random ones */
    file: { type: 'string' },
  },
});
process.exitCode = values.file === undefined ? runSeeds(values.seeds, values.all) : runFile(values.file);

function runSeeds(range: string, all: boolean): number {
  const [from, to = from] = range.split('-').map(Number);
  const failures: string[] = [];
  const coverage = values.coverage ? new Coverage() : null;
  let [lines, placements] = [0, 0];
  for (let seed = from; seed <= to; seed++) {
    const examined = examine(randomScenario(seed), coverage);
    lines += examined.lines;
    placements += examined.placements;
    if (process.stderr.isTTY && seed % 50 === 0) process.stderr.write(`\r${seed} … ${lines} lines`);
    if (examined.finding === null) continue;
    failures.push(`${seed} ${examined.finding.kind}: ${examined.finding.message.slice(0, 300)}`);
    if (!all) {
      report(seed, examined.finding);
      break;
    }
    console.log(failures.at(-1));
  }
  console.log(`seeds ${from}-${to}: ${failures.length} failed; ${lines} lines, ${placements} placements`);
  if (coverage !== null) console.log(coverage.toText());
  return failures.length === 0 ? 0 : 1;
}

function report(seed: number, finding: Finding): void {
  console.log(`seed ${seed} fails, ${finding.kind}: ${finding.message}`);
  console.log(`repeat: npx tsx test/swarm/main.ts --seeds ${seed}-${seed}`);
  const { value, tries } = shrink(randomScenario(seed), (candidate) => isSame(examine(candidate), finding));
  const path = join(mkdtempSync(join(tmpdir(), 'swarm-')), `swarm-${seed}.json`);
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
  console.log(`smaller, after ${tries} tries: npx tsx test/swarm/main.ts --file ${path}`);
  console.log(JSON.stringify(value));
  console.log(examine(value).finding?.message);
}

/** The same check must have found it, and a message of the same words. */
function isSame({ finding }: Examined, before: Finding): boolean {
  const shape = (text: string) =>
    text
      .split('\n')[0]
      .replace(/^at [\d.]+ s: /, '')
      .replace(/\b[a-z]+\/\S+|\d+|\b[a-z]\b/g, '');
  if (finding === null || finding.kind !== before.kind) return false;
  return finding.kind === 'waits' || finding.kind === 'oracle' || shape(finding.message) === shape(before.message);
}

function runFile(path: string): number {
  const { finding } = examine(JSON.parse(readFileSync(path, 'utf8')) as object);
  console.log(finding === null ? 'nothing found' : `${finding.kind}: ${finding.message}`);
  return finding === null ? 0 : 1;
}
