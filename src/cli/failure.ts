/**
 * What the user reads when a command could not do its work, and the status it ends with: one line each, never a stack trace.
 *
 * Three kinds are told apart: what the user or the machine can mend (a refusal, a full disk), an interruption, and a defect of
 * batchlab itself. `BATCHLAB_DEBUG=1` adds the stack for whoever looks into a defect.
 */
import { VERSION } from '../version.ts';
import { EXIT, type ExitStatus, Interrupted, Refusal } from './exit.ts';

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists already',
  EFBIG: 'the file would become larger than is allowed',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTEMPTY: 'the folder is not empty',
  EPERM: 'it is not permitted',
  EROFS: 'the file system is read-only',
};

/** An error of the operating system's file calls, as Node reports it. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string; syscall: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** `reports/a: no space is left on the disk (ENOSPC)` */
export function describeSystemError(error: NodeJS.ErrnoException & { code: string }): string {
  const what = SYSTEM_ERRORS[error.code] ?? 'the operating system refused';
  const where = error.path ?? '';
  return `${where === '' ? '' : `${where}: `}${what} (${error.code})`;
}

export interface Failure {
  readonly status: ExitStatus;
  /** for standard error; empty: nothing to say */
  readonly text: string;
}

export function failureOf(error: unknown, debug: boolean): Failure {
  if (error instanceof Interrupted) return { status: EXIT.interrupted, text: 'interrupted' };
  if (error instanceof Refusal) return { status: EXIT.refused, text: error.message };
  if (isSystemError(error))
    return { status: EXIT.refused, text: `error: ${describeSystemError(error)}${debug ? `\n${error.stack}` : ''}` };
  const message = (error instanceof Error ? error.message : String(error)).split(/\s*\n\s*/).join('; ');
  const hint = debug ? '' : ' (BATCHLAB_DEBUG=1 shows where)';
  const stack = debug && error instanceof Error ? `\n${error.stack}` : '';
  return {
    status: EXIT.defect,
    text: `batchlab: a defect of batchlab ${VERSION} on Node ${process.version}, please report it with the scenario and the command line: ${message}${hint}${stack}`,
  };
}
