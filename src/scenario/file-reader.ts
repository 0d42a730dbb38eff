/** How the outside hands in the contents of files; nothing in here touches a disk. */
import { beyond, type Limits } from './limits.ts';

export interface FileReader {
  /**
   * The text of a file; throws an Error whose message says why there is none. Of a file that certainly has more than `most` characters
   * nothing need be read: the error's code is then `TOO_LARGE` and its message says how large the file is.
   */
  read(path: string, most: number): string;
  /**
   * The real, absolute path (links followed) of what `ref` means in the file `from`; `.` is the folder of `from`.
   * Throws an Error where there is no such file.
   */
  resolve(from: string, ref: string): string;
}

export type FileAnswer =
  | { readonly ok: true; readonly path: string; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** Which limit holds for the length of a file. */
export type LengthLimit = 'fileSize' | 'taskFileSize';

export interface ReferenceTerms {
  /** whether the file may lie elsewhere than in the folder of the one that names it, or below */
  readonly allowOutside: boolean;
  readonly limits: Limits;
}

/** The text of a file that another file names. */
export function readReference(
  reader: FileReader,
  from: string,
  ref: string,
  { allowOutside, limits }: ReferenceTerms,
  limit: LengthLimit = 'fileSize',
): FileAnswer {
  let path: string;
  try {
    path = reader.resolve(from, ref);
    if (!allowOutside && !liesWithin(path, reader.resolve(from, '.'))) {
      return { ok: false, message: `"${ref}" lies outside of the scenario's folder` };
    }
    return { ok: true, path, text: reader.read(path, limits[limit]) };
  } catch (error) {
    return { ok: false, message: `cannot read "${ref}": ${reasonOf(error, limit, limits)}` };
  }
}

export function readText(reader: FileReader, path: string, limits: Limits): FileAnswer {
  try {
    return { ok: true, path, text: reader.read(path, limits.fileSize) };
  } catch (error) {
    return { ok: false, message: `cannot read the file: ${reasonOf(error, 'fileSize', limits)}` };
  }
}

function liesWithin(path: string, folder: string): boolean {
  const root = /[\\/]$/.test(folder) ? folder : `${folder}${folder.includes('\\') ? '\\' : '/'}`;
  return path.startsWith(root);
}

/** Codes of operating systems that deserve words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its links run in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** The code of a file that is not even read. */
export const TOO_LARGE = 'TOO_LARGE';

function reasonOf(error: unknown, limit: LengthLimit, limits: Limits): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === TOO_LARGE && error instanceof Error) return beyond(error.message, limit, limits[limit]);
  if (Object.hasOwn(REASONS, code)) return REASONS[code]!;
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
