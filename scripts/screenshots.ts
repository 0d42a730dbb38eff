/**
 * Takes the pictures of the report in docs/images: `npx tsx scripts/screenshots.ts`. Runs scenarios/nightly-render.yaml and photographs the
 * first screen of its report in light and in dark colours. Needs Chromium.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** pixels: what fits on a first screen, charts included */
const HEIGHT = '1050';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'batchlab-screenshots-'));
const tsx = (...args: readonly string[]) =>
  execFileSync(process.execPath, ['--import', 'tsx', ...args], { cwd: root, stdio: 'inherit' });
try {
  tsx('src/cli/main.ts', 'run', 'scenarios/nightly-render.yaml', '--out', folder, '--quiet');
  for (const colours of ['light', 'dark']) {
    const picture = `docs/images/report-${colours}.png`;
    tsx('scripts/picture.mts', join(folder, 'report.html'), picture, HEIGHT, colours);
  }
} finally {
  rmSync(folder, { recursive: true });
}
