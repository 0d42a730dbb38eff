/** What an accepted task compiles to, its defaults applied. */
import type { ExitConditions, ExitOptions, TaskSpec } from '../model.ts';
import { lowerCase } from './fields.ts';
import {
  compileOutputFiles,
  compilePackages,
  compileResourceFiles,
  compileTaskConstraints,
  userNameOf,
} from './shared.ts';
import type { ExitConditionsBody, ExitOptionsBody, TaskBody } from './task-schema.ts';

export function compileTask(body: TaskBody): TaskSpec {
  const multiInstance = body.multiInstanceSettings;
  return {
    id: body.id,
    displayName: body.displayName ?? null,
    commandLine: body.commandLine,
    resourceFiles: compileResourceFiles(body.resourceFiles),
    outputFiles: compileOutputFiles(body.outputFiles),
    applicationPackageReferences: compilePackages(body.applicationPackageReferences),
    constraints: compileTaskConstraints(body.constraints),
    userName: userNameOf(body.userIdentity),
    affinityId: body.affinityInfo?.affinityId ?? null,
    dependsOn:
      body.dependsOn === undefined
        ? null
        : { taskIds: body.dependsOn.taskIds ?? [], taskIdRanges: body.dependsOn.taskIdRanges ?? [] },
    exitConditions: compileExitConditions(body.exitConditions),
    numberOfInstances: multiInstance?.numberOfInstances ?? 0,
    coordinationCommandLine: multiInstance?.coordinationCommandLine ?? null,
    commonResourceFiles: compileResourceFiles(multiInstance?.commonResourceFiles),
  };
}

function compileExitConditions(body: ExitConditionsBody | undefined): ExitConditions | null {
  if (body === undefined) return null;
  return {
    exitCodes: (body.exitCodes ?? []).map(({ code, exitOptions }) => ({
      code,
      exitOptions: compileExitOptions(exitOptions),
    })),
    exitCodeRanges: (body.exitCodeRanges ?? []).map(({ start, end, exitOptions }) => ({
      start,
      end,
      exitOptions: compileExitOptions(exitOptions),
    })),
    preProcessingError: body.preProcessingError === undefined ? null : compileExitOptions(body.preProcessingError),
    fileUploadError: body.fileUploadError === undefined ? null : compileExitOptions(body.fileUploadError),
    default: body.default === undefined ? null : compileExitOptions(body.default),
  };
}

function compileExitOptions(body: ExitOptionsBody): ExitOptions {
  return {
    jobAction: body.jobAction === undefined ? null : lowerCase<NonNullable<ExitOptions['jobAction']>>(body.jobAction),
    dependencyAction:
      body.dependencyAction === undefined
        ? null
        : lowerCase<NonNullable<ExitOptions['dependencyAction']>>(body.dependencyAction),
  };
}
