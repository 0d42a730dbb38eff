/** Recorded runs for the tests of the viewer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from '../../src/trace/reader.ts';
import { Recording } from '../../src/viewer/recording.ts';
import { logOf } from '../explain/logs.ts';

/** every shipped scenario, as paths; studies name one of these */
export const SHIPPED: readonly string[] = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('studies'))
  .map((file) => join('scenarios', file))
  .sort();

export function recordingOf(log: string): Recording {
  return readLog('events.ndjson', [log], (names) => new Recording(names));
}

const POOL = {
  id: 'p',
  vmSize: 'STANDARD_D2_V2',
  cloudServiceConfiguration: { osFamily: '5' },
  targetDedicatedNodes: 2,
};

/** A run of two nodes and five tasks, with whatever else a test is about. */
export function smallLog(more: object = {}): string {
  return logOf({
    name: 'small',
    pools: [POOL],
    jobs: [{ id: 'j', poolInfo: { poolId: 'p' } }],
    tasks: [{ jobId: 'j', count: 5, task: { id: 't{n}', commandLine: 'work' } }],
    programs: [{ match: 'work', duration: 'PT5M' }],
    ...more,
  });
}
