/** How the outside hands in the contents of files; nothing in here touches a disk. */
export interface FileReader {
  /** The text of a file; throws an Error whose message says why there is none. */
  read(path: string): string;
  /**
   * The real, absolute path (links followed) of what `ref` means in the file `from`; `.` is the folder of `from`.
   * Throws an Error where there is no such file.
   */
  resolve(from: string, ref: string): string;
}

export type FileAnswer =
  | { readonly ok: true; readonly path: string; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** The text of a file that another file names; it lies in the folder of `from` or below unless `allowOutside`. */
export function readReference(reader: FileReader, from: string, ref: string, allowOutside: boolean): FileAnswer {
  let path: string;
  try {
    path = reader.resolve(from, ref);
    if (!allowOutside && !liesWithin(path, reader.resolve(from, '.'))) {
      return { ok: false, message: `"${ref}" lies outside of the scenario's folder` };
    }
    return { ok: true, path, text: reader.read(path) };
  } catch (error) {
    return { ok: false, message: `cannot read "${ref}": ${reasonOf(error)}` };
  }
}

export function readText(reader: FileReader, path: string): FileAnswer {
  try {
    return { ok: true, path, text: reader.read(path) };
  } catch (error) {
    return { ok: false, message: `cannot read the file: ${reasonOf(error)}` };
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

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (Object.hasOwn(REASONS, code)) return REASONS[code]!;
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
