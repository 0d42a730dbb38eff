/**
 * Loaded before a program (`node --import`): kills it with SIGKILL just before its n-th call that changes the file system, n from
 * DIE_AT. With DIE_AT=0 the program lives, and says on file descriptor 3 how many such calls it made.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const dieAt = Number(process.env.DIE_AT);
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
  'unlinkSync',
]) {
  const original = fs[name];
  fs[name] = (...args) => {
    calls++;
    if (calls === dieAt) process.kill(process.pid, 'SIGKILL');
    return original(...args);
  };
}
syncBuiltinESMExports();
process.on('exit', () => {
  if (dieAt === 0) fs.writeFileSync(3, String(calls));
});
