import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';

function watch(columns?: number) {
  const written: string[] = [];
  let time = 5000;
  const terminal = { write: (text: string) => written.push(text), ...(columns === undefined ? {} : { columns }) };
  return { written, progress: new Progress(terminal, () => time), pass: (ms: number) => (time += ms) };
}

describe('progress', () => {
  it('is one line with virtual time, tasks done and events per second, at most ten times a second', () => {
    const { written, progress, pass } = watch();
    progress.show('night', 0, 0, 10);
    pass(200);
    progress.show('night', 90_061_500, 1234, 400_000);
    pass(50);
    progress.show('night', 90_062_000, 1235, 400_100);
    expect(written).toEqual(['\r\x1b[Knight  1d 01:01:01  1,234 tasks done  2,000,000 events/s']);
  });

  it('goes when the run is over, and the next run is measured from its own beginning', () => {
    const { written, progress, pass } = watch();
    progress.clear();
    expect(written).toEqual([]);
    pass(100);
    progress.show('a', 0, 0, 100);
    progress.clear();
    pass(1000);
    progress.show('b', 0, 0, 500);
    expect(written).toEqual([
      '\r\x1b[Ka  00:00:00  0 tasks done  1,000 events/s',
      '\r\x1b[K',
      '\r\x1b[Kb  00:00:00  0 tasks done  500 events/s',
    ]);
  });

  it('never wraps', () => {
    const { written, progress, pass } = watch(20);
    pass(100);
    progress.show('a-long-name-of-a-scenario', 0, 0, 1);
    expect(written[0].length).toBe('\r\x1b[K'.length + 19);
  });
});
