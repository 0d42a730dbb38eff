#!/usr/bin/env node
/** The program `batchlab`. Every way of ending leads through here, and ends with one of five statuses. */
import { failureOf } from './failure.ts';
import { runProgram } from './program.ts';
import { complain, forgiveClosedPipes } from './terminal.ts';

function fail(error: unknown): void {
  const failure = failureOf(error, process.env.BATCHLAB_DEBUG === '1');
  complain(failure.text);
  process.exitCode = failure.status;
}

forgiveClosedPipes();
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
try {
  process.exitCode = await runProgram(process.argv.slice(2));
} catch (error) {
  fail(error);
}
