import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './support/source.ts';

interface Locked {
  readonly dev?: true;
  readonly devOptional?: true;
  readonly optional?: true;
  readonly integrity?: string;
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('SECURITY.md says how many packages come with batchlab, and how many only build and test it', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object };
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
  const { '': _batchlab, ...others } = packages;
  const all = Object.values(others);
  const withIt = all.filter(({ dev, devOptional }) => dev === undefined && devOptional === undefined);
  const ofMachines = withIt.filter(({ optional }) => optional === true);
  const said = read('SECURITY.md').replace(/\s+/g, ' ');
  expect(said).toContain(`batchlab names ${Object.keys(dependencies).length} packages`);
  expect(said).toContain(
    `in turn, ${withIt.length - ofMachines.length} are installed with it, and of ${ofMachines.length} more`,
  );
  expect(said).toContain(`Another ${all.length - withIt.length} only build and test it`);
  expect(withIt.filter(({ optional, integrity }) => optional !== true && integrity === undefined)).toEqual([]);
});
