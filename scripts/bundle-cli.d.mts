import type { BuildResult } from 'esbuild';

export function bundle(options: { write: boolean }): Promise<BuildResult<{ metafile: true }>>;
