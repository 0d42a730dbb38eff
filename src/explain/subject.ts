/** What `explain` is asked about: `task:JOB/TASK`, `node:POOL/NODE`, `job:ID`, `pool:ID`, `schedule:ID`, or that without the prefix. */

export const SUBJECT_KINDS = ['task', 'node', 'job', 'pool', 'schedule'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface Subject {
  readonly kind: SubjectKind;
  /** the job of a task, the pool of a node, else the thing itself */
  readonly owner: string;
  /** the task or node, else empty */
  readonly member: string;
}

/** Everything that the text can mean, at least one; null: it is no name of anything. */
export function parseSubject(text: string): readonly Subject[] | null {
  const kind = SUBJECT_KINDS.find((each) => text.startsWith(`${each}:`));
  const name = kind === undefined ? text : text.slice(kind.length + 1);
  const slash = name.indexOf('/');
  const owner = slash < 0 ? name : name.slice(0, slash);
  const member = slash < 0 ? '' : name.slice(slash + 1);
  if (owner === '' || (slash >= 0 && member === '')) return null;
  const kinds: readonly SubjectKind[] = slash < 0 ? ['job', 'pool', 'schedule'] : ['task', 'node'];
  if (kind !== undefined) return kinds.includes(kind) ? [{ kind, owner, member }] : null;
  return kinds.map((each) => ({ kind: each, owner, member }));
}

export function subjectText({ kind, owner, member }: Subject): string {
  return `${kind}:${owner}${member === '' ? '' : `/${member}`}`;
}

/** Ids are compared without case, as the service compares them. */
export function sameId(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}
