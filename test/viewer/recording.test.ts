import { describe, expect, it } from 'vitest';
import { readLog } from '../../src/trace/reader.ts';
import type { Line, TransitionSink } from '../../src/trace/vocabulary.ts';
import { NdjsonFormatter } from '../../src/trace/writer.ts';
import { MOST_LINES, Recording } from '../../src/viewer/recording.ts';
import { logOfFile } from '../explain/logs.ts';
import { Stream } from '../support/stream.ts';
import { recordingOf, SHIPPED, smallLog } from './support.ts';

/** The text of the log that a recording was made of. */
function told(recording: Recording): string {
  let text = '';
  const formatter = new NdjsonFormatter(recording.names, (chunk) => {
    text += chunk;
  });
  for (let seq = 0; seq < recording.count; seq++) {
    if (recording.kind(seq) === 'task') formatter.task(recording.taskAt(seq));
    else if (recording.kind(seq) === 'node') formatter.node(recording.nodeAt(seq));
    else formatter.line(recording.lineAt(seq));
  }
  formatter.end();
  return text;
}

describe('a recording', () => {
  it.each(SHIPPED)('tells the log again, byte by byte: %s', (file) => {
    const log = logOfFile(file);
    expect(told(recordingOf(log)) === log).toBe(true);
  });

  it('is the same whether it hears the run or the reader of its log', () => {
    const stream = new Stream();
    const pool = stream.pool('p');
    const node = stream.node(pool, 'tvm-1', false);
    const job = stream.job('j');
    const task = stream.task(job, 't');
    stream.now = 60_000;
    stream.moveNode(node, 'starting');
    stream.moveTask(task, 'completed', { result: 'failure', exitCode: -3, waited: { allocation: 60_000 } });
    stream.end();
    const live = new Recording(stream);
    let text = '';
    const formatter = new NdjsonFormatter(stream, (chunk) => {
      text += chunk;
    });
    stream.play(live);
    stream.play(formatter);
    formatter.end();
    expect(told(live)).toBe(text);
    expect(told(recordingOf(text))).toBe(text);
  });

  it(`keeps ${MOST_LINES.toLocaleString('en-US')} lines and says that there were more`, () => {
    const recording = recordingOf(smallLog());
    const heard = recording.count;
    const late: Line = { ...recording.lineAt(heard - 1), seq: MOST_LINES } as Line;
    (recording as TransitionSink).line(late, -1);
    expect(recording.isPartial).toBe(true);
    expect(recording.count).toBe(heard);
  });

  it('refuses what the reader of logs refuses', () => {
    const log = smallLog().replace('"to":"running"', '"to":"walking"');
    expect(() => readLog('events.ndjson', [log], (names) => new Recording(names))).toThrow(/no state 'walking'/);
  });
});
