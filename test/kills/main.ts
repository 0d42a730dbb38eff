/**
 * Kills the built program at random: `npx tsx test/kills/main.ts --kills 200 [--seed 1]`. A third each of run, report and test; every
 * other one before some call to the file system, the rest after some time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { COMMANDS, Victims } from './kills.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const folder = mkdtempSync(join(tmpdir(), 'batchlab-kills-'));
const victims = new Victims(folder, values.seed);
const counts = COMMANDS.map((command) => ({ command, started: 0, killed: 0, complaints: 0 }));
for (let nth = 0; nth < Number(values.kills); nth++) {
  const count = counts[nth % counts.length];
  const { wasKilled, complaints } = victims.kill(count.command, nth % 2 === 0 ? 'call' : 'time');
  count.started++;
  if (wasKilled) count.killed++;
  count.complaints += complaints.length;
  for (const complaint of complaints) console.log(`${nth} ${count.command}: ${complaint}`);
}
for (const { command, started, killed, complaints } of counts)
  console.log(`${command}: ${started} started, ${killed} killed before their end, ${complaints} complaints`);
rmSync(folder, { recursive: true });
process.exitCode = counts.some(({ complaints }) => complaints > 0) ? 1 : 0;
