/** Random bodies of pools, jobs, job schedules and tasks. */
import type { Chance } from './chance.ts';
import type { Body, Plan } from './plan.ts';

const LINUX = {
  virtualMachineConfiguration: {
    imageReference: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '16.04-LTS' },
    nodeAgentSKUId: 'batch.node.ubuntu 16.04',
  },
};
const WINDOWS = { cloudServiceConfiguration: { osFamily: '5' } };

const FORMULAS = [
  '$TargetDedicatedNodes = min(3, max(0, $PendingTasks.GetSample(1)));',
  '$TargetDedicatedNodes = 2; $TargetLowPriorityNodes = $RunningTasks.GetSamplePercent(TimeInterval_Minute * 5) > 50 ? 2 : 0;',
  '$TargetDedicatedNodes = max(1, min(4, avg($ActiveTasks.GetSample(TimeInterval_Minute * 5, 50)))); $NodeDeallocationOption = taskcompletion;',
  '$TargetDedicatedNodes = time().minute > 30 ? 3 : 1; $NodeDeallocationOption = requeue;',
  '$TargetDedicatedNodes = time().minute > 15 ? 1 : 3; $NodeDeallocationOption = retaineddata;',
  '$TargetDedicatedNodes = 1; $TargetLowPriorityNodes = $CPUPercent.GetSample(1) > 50 ? 1 : 2; $NodeDeallocationOption = terminate;',
];
export const randomFormula = (chance: Chance): string => chance.pick(FORMULAS);

export function randomPool(chance: Chance, plan: Plan, id: string): Body {
  return { id, ...randomPoolWithoutId(chance, plan, false) };
}

function randomPoolWithoutId(chance: Chance, plan: Plan, isAuto: boolean): Body {
  const isCloudService = chance.roll(plan.theme === 'nodes' ? 0.7 : 0.4); // only its nodes can be reimaged (L-119)
  const slots = chance.pick(plan.slots);
  const communicates = (plan.gangs && chance.roll(0.85)) || chance.roll(0.05);
  return {
    vmSize: slots <= 4 && chance.roll(0.3) ? 'STANDARD_A1' : 'STANDARD_D2_V2',
    ...(isCloudService ? WINDOWS : LINUX),
    ...(plan.autoscale && chance.roll(0.5)
      ? {
          enableAutoScale: true,
          autoScaleFormula: randomFormula(chance),
          autoScaleEvaluationInterval: chance.pick(['PT5M', 'PT10M', 'PT15M']),
        }
      : {
          targetDedicatedNodes: chance.from(chance.roll(0.15) ? 0 : 1, plan.nodes),
          targetLowPriorityNodes: plan.lowPriority ? chance.from(0, plan.nodes) : 0,
          ...chance.maybe(0.3, () => ({ resizeTimeout: chance.pick(['PT5M', 'PT10M']) })),
        }),
    maxTasksPerNode: slots,
    ...chance.maybe(0.7, () => ({ taskSchedulingPolicy: { nodeFillType: chance.pick(['pack', 'spread']) } })),
    ...(communicates ? { enableInterNodeCommunication: true } : {}),
    ...chance.maybe(plan.startTasks, () => ({ startTask: randomStartTask(chance, plan) })),
    ...(plan.packages && chance.roll(0.3) && !(isAuto && !isCloudService) ? randomPackages(chance) : {}),
    ...(plan.subnets && chance.roll(0.5) && !isCloudService ? { networkConfiguration: { subnetId: 'net' } } : {}),
    ...chance.maybe(0.1, () => ({ userAccounts: [{ name: 'ada', password: 'x' }] })),
  };
}

export const randomPackages = (chance: Chance): Body => ({
  applicationPackageReferences: [
    { applicationId: 'app', ...chance.maybe(0.5, () => ({ version: chance.pick(['1', '2']) })) },
  ],
});

export function randomStartTask(chance: Chance, plan: Plan): Body {
  return {
    commandLine: chance.pick(['start', 'start', 'a']),
    waitForSuccess: chance.roll(0.6),
    maxTaskRetryCount: chance.pick([0, 0, 1, 2]),
    ...files(chance, plan, 'resourceFiles'),
  };
}

export function randomJob(chance: Chance, plan: Plan, id: string): Body {
  return { id, ...randomJobWithoutId(chance, plan, false) };
}

export const randomJobSpecification = (chance: Chance, plan: Plan): Body => randomJobWithoutId(chance, plan, true);

function randomJobWithoutId(chance: Chance, plan: Plan, ofSchedule: boolean): Body {
  const prepares = chance.roll(plan.preparations);
  return {
    ...chance.maybe(0.6, () => ({ priority: chance.pick([-5, 0, 5, 10]) })),
    poolInfo: randomPoolInfo(chance, plan, ofSchedule),
    ...chance.maybe(0.4, () => ({
      constraints: {
        ...chance.maybe(plan.theme === 'busy' ? 0 : 0.4, () => ({
          maxWallClockTime: chance.pick(['PT15M', 'PT30M', 'PT2H']),
        })),
        maxTaskRetryCount: chance.pick([0, 1, 2]),
      },
    })),
    ...chance.maybe(plan.managers, () => ({
      jobManagerTask: {
        id: 'jm',
        commandLine: 'manage',
        ...chance.maybe(0.6, () => ({ runExclusive: chance.roll(0.4) })),
        ...chance.maybe(0.6, () => ({ allowLowPriorityNode: chance.roll(0.7) })),
        ...chance.maybe(plan.theme === 'busy' ? 1 : 0.8, () => ({
          killJobOnCompletion: plan.theme !== 'busy' && chance.roll(0.25),
        })),
        ...chance.maybe(0.6, () => ({ constraints: randomConstraints(chance, plan) })),
        ...files(chance, plan, 'resourceFiles'),
        ...(plan.packages && chance.roll(0.2) ? randomPackages(chance) : {}),
      },
    })),
    ...(prepares
      ? {
          jobPreparationTask: {
            commandLine: chance.pick(['prepare', 'prepare', 'b']),
            ...chance.maybe(0.4, () => ({ waitForSuccess: chance.roll(0.4) })),
            ...chance.maybe(0.4, () => ({ rerunOnNodeRebootAfterSuccess: chance.roll(0.5) })),
            ...chance.maybe(0.4, () => ({ constraints: randomConstraints(chance, plan) })),
            ...files(chance, plan, 'resourceFiles'),
          },
          ...chance.maybe(0.6, () => ({
            jobReleaseTask: {
              commandLine: chance.pick(['release', 'c']),
              ...chance.maybe(0.3, () => ({ maxWallClockTime: chance.pick(['PT30S', 'PT2M']) })),
            },
          })),
        }
      : {}),
    ...(plan.dependencies && chance.roll(0.8) ? { usesTaskDependencies: true } : {}),
    ...chance.maybe(plan.theme === 'busy' ? 0.1 : 0.4, () => ({
      onAllTasksComplete: chance.pick(['terminatejob', 'noaction']),
    })),
    ...(plan.exitConditions && chance.roll(plan.theme === 'busy' ? 0.2 : 0.7)
      ? { onTaskFailure: 'performexitoptionsjobaction' }
      : {}),
  };
}

export function randomPoolInfo(chance: Chance, plan: Plan, ofSchedule: boolean): Body {
  if (!plan.autoPools || chance.roll(0.5))
    return {
      poolId: chance.pick(plan.poolIds.slice(0, chance.roll(0.4) ? 1 : plan.poolsAtStart + (chance.roll(0.1) ? 1 : 0))),
    };
  return {
    autoPoolSpecification: {
      ...chance.maybe(0.8, () => ({ autoPoolIdPrefix: 'auto' })),
      poolLifetimeOption: ofSchedule && chance.roll(0.5) ? 'jobschedule' : 'job',
      ...chance.maybe(0.3, () => ({ keepAlive: true })),
      pool: randomPoolWithoutId(chance, plan, true),
    },
  };
}

export function randomJobSchedule(chance: Chance, plan: Plan, id: string): Body {
  return {
    id,
    schedule: randomSchedule(chance, plan),
    jobSpecification: randomJobWithoutId(chance, plan, true),
  };
}

export function randomSchedule(chance: Chance, plan: Plan): Body {
  const instant = (minutes: number) => new Date(Date.UTC(2017, 4, 1, 0, minutes)).toISOString();
  const isDense = plan.theme === 'schedules';
  const intervals = isDense ? ['PT1M', 'PT3M', 'PT10M'] : ['PT10M', 'PT30M', 'PT1H'];
  return {
    ...chance.maybe(isDense ? 0.9 : 0.5, () => ({ recurrenceInterval: chance.pick(intervals) })),
    ...chance.maybe(0.4, () => ({ startWindow: chance.pick(['PT1M', 'PT5M', 'PT1H']) })),
    ...chance.maybe(0.4, () => ({ doNotRunUntil: instant(chance.pick([0, 5, 10])) })),
    doNotRunAfter: instant(chance.pick(isDense ? [15, 20, 40] : [20, 60, 130])),
  };
}

export function randomConstraints(chance: Chance, plan: Plan): Body {
  return {
    ...chance.maybe(0.4, () => ({ maxWallClockTime: chance.pick(['PT1M', 'PT2M', 'PT5M', 'PT10M']) })),
    ...chance.maybe(0.6, () => ({ maxTaskRetryCount: chance.roll(0.02) ? -1 : chance.pick([0, 1, 2, 3]) })),
    ...(plan.retention ? { retentionTime: chance.pick(['PT0S', 'PT5M', 'PT30M']) } : {}),
  };
}

/** A task for a job with this body; `idPattern` may count. */
export function randomTask(chance: Chance, plan: Plan, job: Body, idPattern: string): Body {
  return {
    id: idPattern,
    commandLine: `${chance.pick(['a', 'b', 'c', 'd', 'e'])} {n}`,
    ...chance.maybe(0.35, () => ({ constraints: randomConstraints(chance, plan) })),
    ...(plan.gangs && chance.roll(0.4)
      ? {
          multiInstanceSettings: {
            numberOfInstances: chance.from(1, 3),
            ...chance.maybe(0.4, () => ({ coordinationCommandLine: 'e' })),
          },
        }
      : {}),
    ...(job.usesTaskDependencies === true && chance.roll(0.5) ? { dependsOn: randomDependencies(chance) } : {}),
    ...(plan.exitConditions && chance.roll(0.6) ? { exitConditions: randomExitConditions(chance, job) } : {}),
    ...chance.maybe(0.15, () => ({ affinityInfo: { affinityId: chance.pick(['tvm-1', 'TVM:tvm-2', 't1', 't2-1']) } })),
    ...files(chance, plan, 'resourceFiles'),
    ...(plan.transfers && chance.roll(0.3)
      ? {
          outputFiles: [
            {
              filePattern: '*.txt',
              destination: { container: { containerUrl: chance.pick(['http://x/good?sv=1', 'http://x/bad']) } },
              uploadOptions: { uploadCondition: chance.pick(['taskSuccess', 'taskFailure', 'taskCompletion']) },
            },
          ],
        }
      : {}),
    ...(plan.packages && chance.roll(0.2)
      ? { applicationPackageReferences: [{ applicationId: 'app', version: chance.pick(['1', '2']) }] }
      : {}),
    ...chance.maybe(0.05, () => ({ userIdentity: { userName: 'ada' } })),
  };
}

function randomDependencies(chance: Chance): Body {
  return chance.roll(0.8)
    ? { taskIds: chance.times(chance.from(1, 2), () => chance.pick(['t1', 't1-1', 't1-2', 't2', 't2-1', 'x1', 'jm'])) }
    : { taskIdRanges: [{ start: 1, end: chance.from(1, 2) }] };
}

function randomExitConditions(chance: Chance, job: Body): Body {
  const options = (): Body => ({
    ...(job.onTaskFailure === 'performexitoptionsjobaction'
      ? { jobAction: chance.pick(['none', 'none', 'disable', 'terminate']) }
      : {}),
    ...(job.usesTaskDependencies === true ? { dependencyAction: chance.pick(['satisfy', 'block']) } : {}),
  });
  return {
    ...chance.maybe(0.5, () => ({ exitCodes: [{ code: chance.pick([0, 1, 2]), exitOptions: options() }] })),
    ...chance.maybe(0.4, () => ({ exitCodeRanges: [{ start: 1, end: 200, exitOptions: options() }] })),
    ...chance.maybe(0.3, () => ({ preProcessingError: options() })),
    ...chance.maybe(0.3, () => ({ fileUploadError: options() })),
    ...chance.maybe(0.5, () => ({ default: options() })),
  };
}

function files(chance: Chance, plan: Plan, key: string): Body {
  if (!plan.transfers || !chance.roll(0.4)) return {};
  return { [key]: [{ blobSource: chance.pick(['http://x/good', 'http://x/good', 'http://x/bad']), filePath: 'f' }] };
}
