/** `batchlab worker`: runs cells for studies elsewhere. */
import { availableParallelism } from 'node:os';
import { QueueWorker } from '../../cells/queue-worker.ts';
import { VERSION } from '../../version.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { Interruption } from '../interruption.ts';
import { redisAddress, refusingRedis } from '../redis-option.ts';
import { complain } from '../terminal.ts';

export interface WorkerOptions {
  readonly on: string;
  readonly workers?: number;
  /** seconds */
  readonly lease: number;
  /** seconds */
  readonly idle?: number;
  readonly quiet?: boolean;
}

export async function workerCommand(options: WorkerOptions): Promise<ExitStatus> {
  const address = redisAddress(options.on);
  const threads = options.workers ?? availableParallelism();
  const remark = (text: string) => {
    if (!options.quiet) complain(text);
  };
  const interruption = new Interruption();
  let counts = { done: 0, failed: 0 };
  try {
    await refusingRedis(() =>
      QueueWorker.serve(address, {
        threads,
        lease: options.lease * 1000,
        idle: options.idle === undefined ? null : options.idle * 1000,
        signal: interruption.signal,
        onReady: () => remark(`batchlab ${VERSION}: takes cells from ${address.shown}, ${threads} at a time`),
        onRemark: complain,
        onCell: (now) => {
          counts = now;
        },
      }),
    );
  } finally {
    interruption.end();
  }
  remark(`${counts.done} cells done${counts.failed === 0 ? '' : `, ${counts.failed} attempts failed`}`);
  interruption.signal.throwIfAborted();
  return EXIT.done;
}
