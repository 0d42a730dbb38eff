/** What several bodies have in common: the rules of parts that occur anywhere, and what those parts compile to. */
import type { z } from 'zod';
import { durationMs } from '../durations.ts';
import type { Path } from '../issue.ts';
import type { OutputFile, PackageReference, ResourceFile, TaskConstraints } from '../model.ts';
import { lowerCase } from './fields.ts';
import { isRecord, list, type Raw, type Report, record, refuse, text, warn } from './report.ts';
import type {
  OutputFileBody,
  PackageReferenceBody,
  ResourceFileBody,
  TaskConstraintsBody,
  UserIdentityBody,
} from './shared-schemas.ts';

/** The rules of `userIdentity` and `metadata`, wherever in the body they stand. */
export function reviewParts(raw: unknown, report: Report, base: Path): void {
  if (Array.isArray(raw)) {
    for (const [index, item] of raw.entries()) reviewParts(item, report, [...base, index]);
  } else if (isRecord(raw)) {
    for (const [key, value] of Object.entries(raw)) {
      const path = [...base, key];
      if (key === 'userIdentity' && isRecord(value)) reviewUserIdentity(value, report, path);
      else if (key === 'metadata') reviewMetadata(value, report, path);
      else reviewParts(value, report, path);
    }
  }
}

function reviewUserIdentity(identity: Raw, report: Report, path: Path): void {
  if ('username' in identity) warn(report, [...path, 'username'], 'username is taken for userName', 'L-170');
  const named = 'userName' in identity || 'username' in identity;
  if (named === 'autoUser' in identity) {
    refuse(
      report,
      path,
      'InvalidPropertyValue',
      'userIdentity must have exactly one of userName and autoUser',
      'L-170',
    );
  }
}

function reviewMetadata(raw: unknown, report: Report, path: Path): void {
  list(raw).forEach((item, index) => {
    if (text(record(item).name) === '') {
      refuse(report, [...path, index, 'name'], 'EmptyMetadataKey', 'a metadata item must have a name', 'L-029');
    }
  });
}

// ---------------------------------------------------------------- compiling parts that are well-formed

export function compileResourceFiles(
  bodies: readonly z.infer<typeof ResourceFileBody>[] | undefined,
): readonly ResourceFile[] {
  return (bodies ?? []).map(({ blobSource, filePath }) => ({ blobSource, filePath }));
}

/** uploadCondition is taskcompletion by default (L-390). */
export function compileOutputFiles(
  bodies: readonly z.infer<typeof OutputFileBody>[] | undefined,
): readonly OutputFile[] {
  return (bodies ?? []).map(({ destination, uploadOptions }) => ({
    containerUrl: destination.container.containerUrl,
    uploadCondition: lowerCase<OutputFile['uploadCondition']>(uploadOptions.uploadCondition ?? 'taskcompletion'),
  }));
}

export function compilePackages(
  bodies: readonly z.infer<typeof PackageReferenceBody>[] | undefined,
): readonly PackageReference[] {
  return (bodies ?? []).map(({ applicationId, version }) => ({ applicationId, version: version ?? null }));
}

export function userNameOf(identity: z.infer<typeof UserIdentityBody> | undefined): string | null {
  return identity?.userName ?? identity?.username ?? null;
}

/** `Infinity` if the limit is absent. */
export function limitOf(body: string | undefined): number {
  return body === undefined ? Number.POSITIVE_INFINITY : durationMs(body);
}

/** Constraints that are given decide about retries themselves, with 0 where they are silent (L-263); else the job's count holds (L-348). */
export function compileTaskConstraints(body: z.infer<typeof TaskConstraintsBody> | undefined): TaskConstraints {
  return {
    maxTaskRetryCount: body === undefined ? null : (body.maxTaskRetryCount ?? 0),
    maxWallClockTime: limitOf(body?.maxWallClockTime),
    retentionTime: limitOf(body?.retentionTime),
  };
}
