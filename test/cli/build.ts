/** Builds dist/ once before the tests of the command line, unless it is newer than every source file. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/source.ts';

export function setup(): void {
  if (!isStale()) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
}

function isStale(): boolean {
  const program = join(ROOT, 'dist/cli/main.js');
  if (!existsSync(program)) return true;
  const built = statSync(program).mtimeMs;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(ROOT, 'src', name),
  );
  return [...sources, join(ROOT, 'package.json'), join(ROOT, 'tsconfig.json')].some(
    (path) => statSync(path).mtimeMs > built,
  );
}
