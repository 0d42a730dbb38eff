/** The service's error codes with their HTTP status and the sentence that goes with them. */

export interface ServiceError {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** code → status and message; validation first, then one block per noun */
const ERRORS = {
  // ---- request bodies (L-029, L-030)
  InvalidPropertyValue: [400, 'The value of a property of the request body is not valid.'],
  OutOfRangeInput: [400, 'A number in the request is out of range.'],
  MissingRequiredProperty: [400, 'A required property is missing from the request body.'],
  UnsupportedProperty: [400, 'The request body has a property that this version of the API does not know.'],
  EmptyMetadataKey: [400, 'A metadata item has an empty name.'],
  MetadataTooLarge: [400, 'The metadata is too large.'],
  InvalidMetadata: [400, 'The metadata has characters that are not allowed.'],

  // ---- any state (section 15)
  OperationInvalidForCurrentState: [409, 'The operation is not possible in the current state.'],
  ConditionNotMet: [412, 'A condition given with the request does not hold.'],

  // ---- pools
  PoolNotFound: [404, 'There is no pool with this id.'],
  PoolExists: [409, 'There is a pool with this id already.'], // L-003
  PoolBeingDeleted: [409, 'The pool is being deleted.'], // L-049
  PoolBeingResized: [409, 'The pool is being resized.'], // L-060
  PoolQuotaReached: [409, 'The account has as many pools as its quota allows.'], // L-031
  AutoScalingFormulaSyntaxError: [400, 'The autoscale formula has a syntax error.'], // L-016
  AutoScalingFormulaTooLong: [400, 'The autoscale formula is too long.'], // L-016, L-017
  InvalidAutoScalingSettings: [400, 'The autoscale settings are not valid.'], // L-016
  TooManyEnableAutoScaleRequests: [503, 'Automatic scaling of a pool may be enabled once in 30 seconds.'], // L-092
  CertificateNotFound: [404, 'There is no certificate with this thumbprint.'], // L-041
  CertificateBeingDeleted: [409, 'The certificate is being deleted.'], // L-161
  CertificateStateDeleteFailed: [409, 'The certificate could not be deleted and is still marked for deletion.'], // L-161
  InvalidApplicationPackageReferences: [
    409,
    'A referenced application package does not exist or has no default version.',
  ], // L-043
  OperationNotValidOnPool: [409, 'The operation is not valid on this kind of pool.'], // L-119, S-5

  // ---- nodes
  NodeNotFound: [404, 'There is no node with this id in the pool.'], // L-085
  NodeBeingCreated: [409, 'The node is being created.'], // L-114
  NodeBeingStarted: [409, 'The node is being started.'], // L-114
  NodeBeingRebooted: [409, 'The node is being rebooted.'], // L-114
  NodeBeingReimaged: [409, 'The node is being reimaged.'], // L-114
  NodeStateUnusable: [409, 'The node is unusable.'], // L-114
  NodeAlreadyInTargetSchedulingState: [409, 'Scheduling on the node is in the requested state already.'], // L-122, L-125
  OperationNotValidOnNode: [409, 'The operation is not valid on this node.'], // section 15

  // ---- jobs
  JobNotFound: [404, 'There is no job with this id.'],
  JobExists: [409, 'There is a job with this id already.'], // L-176
  JobWithSameIdExists: [409, 'There is a job with the id of the job schedule.'], // L-177
  JobNotActive: [409, 'The job is not active.'],
  JobDisabled: [409, 'The job is disabled.'],
  JobCompleted: [409, 'The job is completed.'], // L-199, L-214
  JobBeingTerminated: [409, 'The job is being terminated.'], // L-199, L-214
  JobBeingDeleted: [409, 'The job is being deleted.'], // L-218
  ActiveJobAndScheduleQuotaReached: [409, 'The account has as many active jobs and job schedules as its quota allows.'], // L-178
  JobPreparationTaskNotSpecified: [409, 'The job has no job preparation task.'], // L-291

  // ---- job schedules
  JobScheduleNotFound: [404, 'There is no job schedule with this id.'],
  JobScheduleExists: [409, 'There is a job schedule with this id already.'], // L-323
  JobScheduleWithSameIdExists: [409, 'There is a job schedule with the id of the job.'], // L-177
  JobScheduleCompleted: [409, 'The job schedule is completed.'], // L-343
  JobScheduleDisabled: [409, 'The job schedule is disabled.'], // L-343
  JobScheduleBeingTerminated: [409, 'The job schedule is being terminated.'], // L-340
  JobScheduleBeingDeleted: [409, 'The job schedule is being deleted.'], // L-341

  // ---- tasks
  TaskNotFound: [404, 'There is no task with this id in the job.'],
  TaskExists: [409, 'There is a task with this id in the job already.'], // L-345
  TaskCompleted: [409, 'The task is completed.'], // L-350, L-366
  TaskNotCompleted: [409, 'The task is not completed.'], // L-371
  TaskSucceeded: [409, 'The task succeeded.'], // L-371
  TaskIdSameAsJobPreparationTask: [409, 'The id is that of the job preparation task.'], // L-269
  TaskIdSameAsJobReleaseTask: [409, 'The id is that of the job release task.'], // L-293
  TaskDependenciesNotSpecifiedOnJob: [400, 'The job does not use task dependencies.'], // L-351
  TaskDependencyListTooLong: [400, 'The ids of the tasks depended on are too long together.'], // L-397
  TaskDependencyRangesTooLong: [400, 'There are too many ranges of tasks depended on.'], // L-397
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

/** What the service answers with this code. */
export function serviceError(code: ErrorCode): ServiceError {
  const [status, message] = ERRORS[code];
  return { status, code, message };
}

/** Every code, in the order of the table. */
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
