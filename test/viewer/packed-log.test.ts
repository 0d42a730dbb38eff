import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedJson } from '../../src/report/page.ts';
import { LogPacker, type PackedLog, unpackLog } from '../../src/viewer/packed-log.ts';
import { logOfFile } from '../explain/logs.ts';
import { SHIPPED, smallLog } from './support.ts';

/** As it stands in a page. */
function pack(log: string, width = log.length): string | null {
  const packer = new LogPacker();
  for (let start = 0; start < log.length; start += width) packer.push(log.slice(start, start + width));
  const packed = packer.packed();
  return packed === null ? null : embedJson(packed);
}
const unpacked = (text: string | null): string => [...unpackLog(JSON.parse(text ?? '') as PackedLog)].join('');

describe('a packed log', () => {
  it.each(SHIPPED)('unpacks to the same text, whatever pieces it came in: %s', (file) => {
    const log = logOfFile(file);
    const packed = pack(log);
    expect(unpacked(packed)).toBe(log);
    if (log.length < 100_000) expect(pack(log, 7)).toBe(packed);
  });

  it('is a fifth of the text, so that a night of 5,000 tasks leaves a page below 2 MB', () => {
    const log = logOfFile('scenarios/nightly-render.yaml');
    const packed = pack(log) ?? '';
    expect(packed.length).toBeLessThan(log.length / 5);
    expect(packed.length).toBeLessThan(600_000);
  });

  it('holds nothing that could end a script element, whatever things are called', () => {
    const evil = '</script><script>window.broken=1</script><!--';
    const log = smallLog({ actions: [{ at: 'PT1M', terminateJob: { jobId: 'j', terminateReason: evil } }] });
    expect(log).toContain(evil);
    const packed = pack(log);
    expect(packed).not.toMatch(/[<]/);
    expect(unpacked(packed)).toBe(log);
  });

  it('keeps lines that nobody would write, in any order and with any keys', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue());
    const line = fc.oneof(
      json,
      fc.record({
        seq: fc.nat(5),
        at: fc.oneof(fc.nat(), fc.string()),
        entity: fc.constantFrom('task', 'node', 'job', 'other'),
        more: fc.jsonValue(),
        cause: fc.oneof(fc.nat(), fc.constant(null)),
      }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const log = lines.map((each) => `${JSON.stringify(each)}\n`).join('');
        const back = unpacked(pack(log)).split('\n').slice(0, -1);
        expect(back.map((text) => JSON.parse(text))).toEqual(lines.map((each) => JSON.parse(JSON.stringify(each))));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('is not made of a log that is too long for a page', () => {
    const line = '{"seq":0,"at":0,"entity":"task","cause":0}\n';
    expect(pack(line.repeat(25_001))).toBeNull();
    expect(pack(`{"x":"${'y'.repeat(17_000_000)}"}\n`)).toBeNull();
    expect(pack(`{"x":"${'y'.repeat(1_100_000)}"}\n`)).toBeNull();
    expect(pack(line.repeat(100))).not.toBeNull();
  });
});
