import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { SECTIONS } from '../../src/scenario/sections.ts';
import { job, pool } from './files.ts';

type Schema = { readonly [key: string]: unknown } & {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
};
const schema = scenarioJsonSchema() as Schema;

describe('the JSON Schema of scenario files', () => {
  it('is of draft 7 and can be written as JSON', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });

  it('describes every key of a scenario and allows no other', () => {
    expect(Object.keys(schema.properties!)).toEqual(Object.keys(SECTIONS));
    expect(schema.additionalProperties).toBe(false);
    for (const property of Object.values(schema.properties!)) expect(property.description).toMatch(/\w/);
  });

  it('requires nothing of a scenario', () => {
    expect(schema.required ?? []).toEqual([]);
  });

  it('gives defaults as they would be written', () => {
    const { nodes } = schema.properties!.cloud!.properties!;
    expect(nodes!.properties!.create).toMatchObject({ default: 'PT30S' });
    expect(schema.properties!.seed).toMatchObject({ default: 1 });
  });

  it('knows bodies, operations and acts of programs, whose acts may add tasks with programs', () => {
    const { pool, job, act } = schema.definitions!;
    expect(pool!.required).toEqual(['id', 'vmSize']);
    expect(job!.required).toEqual(['id', 'poolInfo']);
    expect(act!.required).toEqual(['after']);
    const { rebootNode, terminateJob, addTasks } = act!.properties!;
    expect(rebootNode!.required).toEqual(['poolId', 'nodeId']);
    expect(terminateJob!.required ?? []).toEqual([]);
    expect(JSON.stringify(addTasks)).toContain('#/definitions/runs');
    expect(JSON.stringify(schema.definitions!.runs)).toContain('#/definitions/act');
    const action = schema.properties!.actions!.items!;
    expect(action.properties!.terminateJob!.required).toEqual(['jobId']);
  });

  it('says nothing to editors that is meant for the loader', () => {
    expect(JSON.stringify(schema)).not.toMatch(/"rules":|"body":/);
  });

  it('accepts what the loader accepts and refuses a mistyped key', () => {
    const editor = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    const text = `
      account: { poolQuota: null, vmSizes: { X: { cores: 3 } } }
      pools: [ ${pool('p')}, pool.json ]
      jobs: [ ${job('j')}, { count: 3, arrival: { every: PT1H }, job: ${job('"k-{n:3}"')}, tasks: [ { task: { id: "t{n}", commandLine: c } } ] } ]
      tasks: [ { jobId: j, file: tasks.csv, task: { commandLine: c }, runs: { duration: { gamma: { mean: PT1M, shape: 2 } } } } ]
      programs: [ { match: c, exitCode: { attempts: [1, 0] }, then: [ { after: PT1S, addTasks: { task: { id: a, commandLine: c } } } ] } ]
      cloud: { capacity: { dedicated: 4, lowPriority: [ { at: PT0S, nodes: null } ] }, preemption: { ratePerNodeHour: 0.1 } }
      actions: [ { at: PT1H, deletePool: { poolId: p } } ]
      expect: [ { metric: tasks.failed, equals: 0 } ]
    `;
    const tree = parse(text) as Record<string, unknown>;
    expect(editor.safeParse(tree)).toMatchObject({ success: true });
    expect(editor.safeParse({ ...tree, polls: [] }).success).toBe(false);
    expect(editor.safeParse({ ...tree, cloud: { dispatch: { lognorm: {} } } }).success).toBe(false);
  });
});
