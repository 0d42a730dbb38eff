/**
 * Every file that a study was read from, as plain data: a worker thread or another machine loads the same study from it without seeing
 * the disk that it came from.
 */
import type { FileReader } from '../scenario/file-reader.ts';

export interface Bundle {
  /** the path of the study file */
  readonly file: string;
  /** texts by path */
  readonly texts: Readonly<Record<string, string>>;
  /** what `ref` in the file `from` means */
  readonly references: readonly { readonly from: string; readonly ref: string; readonly path: string }[];
}

/** Notes what a reader is asked for. Files that cannot be read are not in the bundle, and cannot be read from it either. */
export class Recorder implements FileReader {
  readonly #reader: FileReader;
  readonly #texts = new Map<string, string>();
  readonly #references = new Map<string, { readonly from: string; readonly ref: string; readonly path: string }>();

  constructor(reader: FileReader) {
    this.#reader = reader;
  }

  read(path: string, most: number): string {
    const text = this.#reader.read(path, most);
    this.#texts.set(path, text);
    return text;
  }

  resolve(from: string, ref: string): string {
    const path = this.#reader.resolve(from, ref);
    this.#references.set(JSON.stringify([from, ref]), { from, ref, path });
    return path;
  }

  /** of the files read so far */
  get paths(): ReadonlySet<string> {
    return new Set(this.#texts.keys());
  }

  /** Texts of the files that were named by others and read since then, by the names that were used. */
  referencedSince(earlier: ReadonlySet<string>): Readonly<Record<string, string>> {
    const texts = [...this.#references.values()].flatMap(({ ref, path }) => {
      const text = earlier.has(path) ? undefined : this.#texts.get(path);
      return text === undefined ? [] : [[ref, text]];
    });
    return Object.fromEntries(texts);
  }

  bundle(file: string): Bundle {
    return { file, texts: Object.fromEntries(this.#texts), references: [...this.#references.values()] };
  }
}

/** Reads from a bundle and from nowhere else. */
export function bundleReader({ texts, references }: Bundle): FileReader {
  const paths = new Map(references.map(({ from, ref, path }) => [JSON.stringify([from, ref]), path]));
  return {
    read: (path) => {
      if (!Object.hasOwn(texts, path)) throw new Error('it is not in the bundle');
      return texts[path];
    },
    resolve: (from, ref) => {
      const path = paths.get(JSON.stringify([from, ref]));
      if (path === undefined) throw new Error('it is not in the bundle');
      return path;
    },
  };
}
