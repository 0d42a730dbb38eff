/**
 * Loaded before a program (`node --import`): sends the program a signal just before its n-th call that changes the file system, n
 * from SIGNAL_AT, the signal from SIGNAL (default SIGKILL). With SIGNAL_AT=0 it sends none, and says on file descriptor 3 how many
 * such calls there were.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.SIGNAL_AT);
let calls = 0;
for (const name of [
  'mkdirSync',
  'writeFileSync',
  'openSync',
  'writeSync',
  'fsyncSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
]) {
  const original = fs[name];
  fs[name] = (...args) => {
    calls++;
    if (calls === at) process.kill(process.pid, process.env.SIGNAL ?? 'SIGKILL');
    return original(...args);
  };
}
syncBuiltinESMExports();
process.on('exit', () => {
  if (at === 0) fs.writeFileSync(3, String(calls));
});
