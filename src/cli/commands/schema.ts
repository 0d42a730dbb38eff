/** `batchlab schema`: the JSON Schema of a file format, for completion and checks in editors. */
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { studyJsonSchema } from '../../study/json-schema.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { say } from '../terminal.ts';

export type SchemaName = 'scenario' | 'study';

const SCHEMAS: Readonly<Record<SchemaName, () => unknown>> = {
  scenario: scenarioJsonSchema,
  study: studyJsonSchema,
};

export function schemaCommand(name: SchemaName): ExitStatus {
  say(JSON.stringify(SCHEMAS[name](), null, 2));
  return EXIT.done;
}
