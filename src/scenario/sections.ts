/** The keys of a scenario file and what each may hold. Elements of lists of bodies, entries and actions are looked at one by one. */
import * as z from 'zod';
import { account } from './account.ts';
import { cloud } from './cloud.ts';
import { DEFAULTS } from './defaults.ts';
import { expectations } from './expectation.ts';
import { program } from './program.ts';
import { duration, time } from './quantities.ts';

const list = z.array(z.unknown()).prefault([]);

/** An instant of the real calendar, not yet counted from the scenario's start. */
export interface CalendarTime {
  readonly since1970: number;
}

export const SECTIONS = {
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, { error: 'expected 1-64 characters of a-z, 0-9 and -' })
    .optional(),
  description: z.string().prefault(DEFAULTS.description),
  apiVersion: z.literal(DEFAULTS.apiVersion).prefault(DEFAULTS.apiVersion),
  start: time.prefault(DEFAULTS.start),
  end: z
    .union([duration, time.transform((since1970): CalendarTime => ({ since1970 }))])
    .meta({ title: 'a duration like P1D or a UTC time' })
    .optional(),
  seed: z
    .union([z.int(), z.string().max(1000)])
    .meta({ title: 'a whole number or a text' })
    .prefault(DEFAULTS.seed),
  account: account.prefault({}),
  pools: list,
  jobs: list,
  jobSchedules: list,
  tasks: list,
  programs: z.array(program).prefault([]),
  cloud: cloud.prefault({}),
  actions: list,
  expect: expectations.prefault([]),
};

export type SectionName = keyof typeof SECTIONS;
export type Section<Name extends SectionName> = z.output<(typeof SECTIONS)[Name]>;
/** The sections whose elements are compiled one by one. */
export type ListName = 'pools' | 'jobs' | 'jobSchedules' | 'tasks' | 'actions';
