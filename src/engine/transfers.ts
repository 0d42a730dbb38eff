/** What is moved to and from nodes before and after a program runs, and how long that takes. */
import { matchesGlob } from '../batch/glob.ts';
import type { OutputFile, ResourceFile } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import type { FailureInfo } from '../trace/vocabulary.ts';
import type { World } from './world.ts';

export interface Transfer {
  readonly ms: SimTime;
  readonly failure: FailureInfo | null;
}

export function transferTime(world: World, bytes: number): SimTime {
  const { bandwidth } = world.scenario.cloud.transfers;
  return bandwidth === Infinity ? 0 : Math.round((bytes / bandwidth) * 1000);
}

/** Downloads files one after the other until one of them cannot be had (L-174, L-389). */
export function downloadFiles(world: World, files: readonly ResourceFile[]): Transfer {
  let bytes = 0;
  for (const file of files) {
    const blob = world.scenario.cloud.transfers.blobs.find(({ match }) => matchesGlob(match, file.blobSource));
    if (blob === undefined) continue;
    if (blob.fails) return { ms: transferTime(world, bytes), failure: { category: 'UserError', code: 'BlobNotFound' } };
    bytes += blob.bytes;
  }
  return { ms: transferTime(world, bytes), failure: null };
}

/** The uploads whose condition the exit code meets, after the program and before the task is over (L-390, L-391, O-67). */
export function uploadFiles(
  world: World,
  files: readonly OutputFile[],
  exitCode: number,
): { readonly ms: SimTime; readonly fails: boolean } {
  let bytes = 0;
  for (const file of files) {
    if (file.uploadCondition === 'tasksuccess' && exitCode !== 0) continue;
    if (file.uploadCondition === 'taskfailure' && exitCode === 0) continue;
    const upload = world.scenario.cloud.transfers.uploads.find(({ match }) => matchesGlob(match, file.containerUrl));
    if (upload === undefined) continue;
    bytes += upload.bytes;
    if (upload.fails) return { ms: transferTime(world, bytes), fails: true };
  }
  return { ms: transferTime(world, bytes), fails: false };
}
