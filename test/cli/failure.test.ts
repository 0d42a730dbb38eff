import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Interrupted, Refusal } from '../../src/cli/exit.ts';
import { failureOf } from '../../src/cli/failure.ts';

describe('a command that could not do its work', () => {
  it('ends with 2 and the given words when something was refused', () => {
    expect(failureOf(new Refusal('error: no such folder'), false)).toEqual({
      status: 2,
      text: 'error: no such folder',
    });
  });

  it('ends with 2 and one line when the machine refuses', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
      path: 'reports/a',
    });
    expect(failureOf(full, false)).toEqual({
      status: 2,
      text: 'error: reports/a: no space is left on the disk (ENOSPC)',
    });
    let missing: unknown;
    try {
      readFileSync('/no/such/file');
    } catch (error) {
      missing = error;
    }
    expect(failureOf(missing, false)).toEqual({
      status: 2,
      text: 'error: /no/such/file: no such file or folder (ENOENT)',
    });
  });

  it('ends with 130 when it was interrupted', () => {
    expect(failureOf(new Interrupted(), false)).toEqual({ status: 130, text: 'interrupted' });
  });

  it('ends with 3 and one line that says what to report when batchlab itself is wrong, never with a stack trace', () => {
    const { status, text } = failureOf(new TypeError('x is not a function\n  in seed 7'), false);
    expect(status).toBe(3);
    expect(text).toMatch(
      /^batchlab: a defect of batchlab \d+\.\d+\.\d+ on Node v[\d.]+, please report it with the scenario and the command line: x is not a function; in seed 7 \(BATCHLAB_DEBUG=1 shows where\)$/,
    );
  });

  it('shows the stack to whoever asks for it with BATCHLAB_DEBUG=1', () => {
    expect(failureOf(new TypeError('oops'), true).text).toMatch(/\n\s+at .*failure\.test\.ts/);
  });
});
