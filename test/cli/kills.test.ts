import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS, Victims } from '../kills/kills.ts';
import { temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();

describe('a kill at some step', () => {
  const victims = new Victims(join(folder, 'kills'), 'ci');

  it.each(COMMANDS)(
    'of %s leaves the earlier results or the new ones, whole, and the next command goes on from there',
    (command) => {
      const killed = [1, 2, 3, 4].map(() => victims.kill(command, 'call'));
      expect(killed.flatMap(({ complaints }) => complaints)).toEqual([]);
      expect(killed.filter(({ wasKilled }) => wasKilled)).toHaveLength(4);
    },
  );
});
