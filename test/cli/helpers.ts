import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * Root may write anywhere, so a test of what may not be written has to run as somebody else, who in turn may not be able to read this
 * checkout: a copy of what was built, in `folder`, and the user to start it as.
 */
export function asAnybody(folder: string): { dist: string; user: { uid?: number; gid?: number } } {
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  chmodSync(folder, 0o755);
  return { dist: join(folder, 'dist'), user: process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {} };
}
