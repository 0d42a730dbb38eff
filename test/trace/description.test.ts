import { describe, expect, it } from 'vitest';
import { readLog } from '../../src/trace/reader.ts';
import { NdjsonFormatter } from '../../src/trace/writer.ts';
import { logOf } from '../explain/logs.ts';

const SCENARIO = {
  name: 'told',
  pools: [{ id: 'p', vmSize: 'STANDARD_D2_V2', cloudServiceConfiguration: { osFamily: '5' }, targetDedicatedNodes: 1 }],
};
const firstOf = (log: string) => log.slice(0, log.indexOf('\n'));

describe("a scenario's description", () => {
  it('stands on the first line of the log, behind the name, and is read back', () => {
    const log = logOf({ ...SCENARIO, description: 'What it is.\n\n- "why"' });
    expect(firstOf(log)).toContain('"scenario":"told","description":"What it is.\\n\\n- \\"why\\"","seed":"1"');
    let again = '';
    const formatter = readLog('events.ndjson', [log], (names) => {
      return new NdjsonFormatter(names, (text) => {
        again += text;
      });
    });
    formatter.end();
    expect(again).toBe(log);
  });

  it('leaves no trace if there is none, and changes nothing else', () => {
    const without = logOf(SCENARIO);
    expect(firstOf(without)).not.toContain('description');
    const told = logOf({ ...SCENARIO, description: 'x' });
    expect(told.slice(told.indexOf('\n'))).toBe(without.slice(without.indexOf('\n')));
  });

  it('is refused where it is no text', () => {
    const log = logOf({ ...SCENARIO, description: 'x' }).replace('"description":"x"', '"description":7');
    const read = () => readLog('events.ndjson', [log], (names) => new NdjsonFormatter(names, () => {}));
    expect(read).toThrow(/events\.ndjson:1: error: .*description/);
  });
});
