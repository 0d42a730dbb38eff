import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ROOT } from '../support/source.ts';

/** The built program, as `npx batchlab` starts it. */
export const PROGRAM = join(ROOT, 'dist/cli/main.js');

/** A folder of this test file alone, gone when the file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end in the given folder. */
export function batchlab(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Answer {
  const child = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: child.status, stdout: child.stdout, stderr: child.stderr };
}

/** A pool of one node and a job with `tasks` tasks of one minute. */
export function smallScenario(tasks = 3, more = ''): string {
  return `pools:
  - id: p
    vmSize: STANDARD_D2_V2
    targetDedicatedNodes: 1
    virtualMachineConfiguration:
      imageReference: { publisher: Canonical, offer: UbuntuServer, sku: 16.04-LTS }
      nodeAgentSKUId: batch.node.ubuntu 16.04
jobs:
  - id: j
    poolInfo: { poolId: p }
tasks:
  - jobId: j
    count: ${tasks}
    task: { id: "t-{n}", commandLine: work }
programs:
  - match: work
    duration: PT1M
${more}`;
}

export function writeScenario(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
