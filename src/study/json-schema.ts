/** The JSON Schema (draft 7) of a study file, made of the same shapes that read it. What is varied only a scenario knows. */
import * as z from 'zod';
import { studyShape } from './shape.ts';

/** A plain object that can be written as JSON. */
export function studyJsonSchema(): Readonly<Record<string, unknown>> {
  const shape = studyShape.meta({ title: 'batchlab study' });
  return z.toJSONSchema(shape, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
}
