/** Parts that several bodies have in common, in the order of the API's tables (the checklist is section 21 of the rules). */
import { z } from 'zod';
import { UNLIMITED_RETRIES } from '../limits.ts';
import { anyText, duration, int32, ruled, word } from './fields.ts';

/** -1 without limit, 0 never, n at most n retries (L-132, L-187, L-361) */
export const maxTaskRetryCount = () => int32({ min: UNLIMITED_RETRIES, rules: ['L-132', 'L-187', 'L-361'] });

export const ResourceFileBody = z.strictObject({
  blobSource: anyText(),
  filePath: anyText(),
  fileMode: anyText().optional(), // L-173: no effect
});

export const EnvironmentSettingBody = z.strictObject({ name: anyText(), value: anyText().optional() });

export const AutoUserBody = z.strictObject({
  scope: word(['task', 'pool'], 'L-171').optional(),
  elevationLevel: word(['nonAdmin', 'admin'], 'L-171').optional(),
});

export const UserIdentityBody = z.strictObject({
  userName: anyText().optional(),
  username: anyText().optional(), // as the page "Add a job" spells it
  autoUser: AutoUserBody.optional(),
});

export const PackageReferenceBody = z.strictObject({ applicationId: anyText(), version: anyText().optional() });

export const MetadataItemBody = z.strictObject({ name: anyText(), value: anyText() });

export const OutputFileBody = z.strictObject({
  filePattern: anyText(),
  destination: z.strictObject({
    container: z.strictObject({ path: anyText().optional(), containerUrl: anyText() }),
  }),
  uploadOptions: z.strictObject({
    uploadCondition: word(['taskSuccess', 'taskFailure', 'taskCompletion'], 'L-390').optional(),
  }),
});

export const TaskConstraintsBody = z.strictObject({
  maxWallClockTime: duration({ rules: ['L-364'] }).optional(),
  maxTaskRetryCount: maxTaskRetryCount().optional(),
  retentionTime: duration({ rules: ['L-394'] }).optional(),
});

export const AuthenticationTokenSettingsBody = z.strictObject({
  access: ruled(z.array(word(['job'], 'L-267')), 'L-267').optional(),
});

export const resourceFiles = () => z.array(ResourceFileBody);
export const environmentSettings = () => z.array(EnvironmentSettingBody);
export const metadata = () => ruled(z.array(MetadataItemBody), 'L-028');
