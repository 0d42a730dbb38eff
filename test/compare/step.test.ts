import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawLine } from '../../src/compare/raw-line.ts';
import { stepOf } from '../../src/compare/step.ts';
import { edgeOf, type Fact, factOfLine, factOfNode, factOfTask } from '../../src/explain/facts.ts';
import { readLog } from '../../src/trace/reader.ts';
import { textOf } from '../support/log-text.ts';
import { randomRun } from '../support/random-run.ts';

test('a line alone says the same as when the whole log is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
      const log = textOf(randomRun(seed, 60));
      const facts: Fact[] = [];
      readLog('e', [log], (names) => ({
        task: (line) => void facts.push(factOfTask(line, names)),
        node: (line) => void facts.push(factOfNode(line, names)),
        line: (line) => void facts.push(factOfLine(line)),
      }));
      const steps = log
        .trimEnd()
        .split('\n')
        .map((text, place) => stepOf(rawLine(text, 'e', place + 1)));
      const expected = facts.map((fact) => {
        const { seq, at: atMs, what, from, to, reason, more } = fact;
        return { seq, atMs, what, from, to, reason, when: edgeOf(fact).when, more };
      });
      expect(steps).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
