/** Starts a thread from the TypeScript sources, in development and in tests: Node's threads do not inherit a loader. */
import { register } from 'tsx/esm/api';

register();
export const { answer } = await import('./cell-worker.ts');
