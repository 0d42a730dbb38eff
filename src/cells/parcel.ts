/** A study in a form that can be sent anywhere: the texts of its files, and how they are to be read. */
import type { Bundle } from '../study/bundle.ts';
import { bundleReader } from '../study/bundle.ts';
import { loadStudy, type StudyOptions } from '../study/load.ts';
import type { Study } from '../study/study.ts';

export interface Parcel {
  readonly bundle: Bundle;
  readonly options: StudyOptions;
}

/** The same study again; it was valid where it was packed. */
export function unpack({ bundle, options }: Parcel): Study {
  const loaded = loadStudy(bundle.file, bundleReader(bundle), { ...options, isChecked: true });
  if (!loaded.ok) throw new Error(`a study that was valid is refused: ${loaded.errors[0]?.message}`);
  return loaded.study;
}
