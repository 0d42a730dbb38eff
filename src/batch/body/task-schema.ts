/** The body of "Add a task", element by element. */
import { z } from 'zod';
import { anyText, displayName, id, int32, ruled, word } from './fields.ts';
import {
  AuthenticationTokenSettingsBody,
  environmentSettings,
  OutputFileBody,
  PackageReferenceBody,
  resourceFiles,
  TaskConstraintsBody,
  UserIdentityBody,
} from './shared-schemas.ts';

export const ExitOptionsBody = z.strictObject({
  jobAction: word(['none', 'disable', 'terminate'], 'L-236').optional(),
  dependencyAction: word(['satisfy', 'block'], 'L-241').optional(),
});
export type ExitOptionsBody = z.infer<typeof ExitOptionsBody>;

export const ExitConditionsBody = z.strictObject({
  exitCodes: z.array(z.strictObject({ code: int32(), exitOptions: ExitOptionsBody })).optional(),
  exitCodeRanges: z.array(z.strictObject({ start: int32(), end: int32(), exitOptions: ExitOptionsBody })).optional(),
  preProcessingError: ExitOptionsBody.optional(),
  fileUploadError: ExitOptionsBody.optional(),
  default: ExitOptionsBody.optional(),
});
export type ExitConditionsBody = z.infer<typeof ExitConditionsBody>;

export const TaskBody = z.strictObject({
  id: id('L-345'),
  displayName: displayName().optional(),
  commandLine: anyText(),
  exitConditions: ExitConditionsBody.optional(),
  resourceFiles: resourceFiles().optional(),
  outputFiles: z.array(OutputFileBody).optional(),
  environmentSettings: environmentSettings().optional(),
  affinityInfo: z.strictObject({ affinityId: anyText() }).optional(),
  constraints: TaskConstraintsBody.optional(),
  userIdentity: UserIdentityBody.optional(),
  multiInstanceSettings: z
    .strictObject({
      numberOfInstances: int32({ min: 1, rules: ['L-352'] }),
      coordinationCommandLine: anyText().optional(),
      commonResourceFiles: resourceFiles().optional(),
    })
    .optional(),
  dependsOn: z
    .strictObject({
      taskIds: ruled(z.array(anyText()), 'L-396').optional(),
      taskIdRanges: ruled(z.array(z.strictObject({ start: int32(), end: int32() })), 'L-396', 'L-398').optional(),
    })
    .optional(),
  applicationPackageReferences: z.array(PackageReferenceBody).optional(),
  authenticationTokenSettings: AuthenticationTokenSettingsBody.optional(),
});
export type TaskBody = z.infer<typeof TaskBody>;
