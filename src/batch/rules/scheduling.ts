/** The order in which tasks are started, and quotas. */
export const SCHEDULING_RULES: readonly string[] = [
  'L-421 Only tasks of jobs in state active are started. [R:disable-a-job; R:get-information-about-a-job-in-batch]',
  'L-422 Within one pool, tasks of a higher-priority job are considered before tasks of a lower-priority job. [JOB:root; AD:jobs-and-tasks]',
  'L-423 No preemption by priority: running lower-priority tasks are never stopped for higher-priority ones (sole exception L-257). [AD:jobs-and-tasks]',
  'L-424 Jobs of equal priority have equal chances; the order is undefined. [AD:jobs-and-tasks]',
  'L-425 Priority is per pool: jobs in other pools or accounts do not interact except through the core quota. [AD:jobs-and-tasks]',
  'L-426 Within a job: JM first; otherwise order undefined (FIFO by creation is the natural choice). [JOB:jobManagerTask; AD:jobs-and-tasks]',
  'L-427 A task is eligible when state=active, job=active, dependencies satisfied, and not over its lifetime. [R:add-a-task-to-a-job; R:enable-a-job]',
  'L-428 A node accepts a task when idle/running, schedulingState enabled, not draining for removal/reboot/reimage/disable, a slot free, no exclusive JM running on it, and prep for that job has not failed on it. [R:get-information-about-a-node; JOB:jobManagerTask; JOB:jobPreparationTask]',
  'L-429 Slots: maxTasksPerNode per node; each running or preparing task (JM incl.) holds 1 (later requiredSlots); start and release tasks hold 0. [POOL:root; JOB:jobReleaseTask; preparing INF]',
  'L-430 pack: fill a node up to maxTasksPerNode before using the next node. [POOL:taskSchedulingPolicy]',
  'L-431 spread: distribute evenly, i.e. choose a node with the fewest occupied slots. [POOL:taskSchedulingPolicy]',
  'L-432 With maxTasksPerNode=1 pack and spread differ only in which idle node is chosen. [INF]',
  'L-433 Prep runs before the first task of the job on a node, in the slot of that task. [JOB:jobPreparationTask; slot INF]',
  "L-434 Later (slots, by 2022): A task that does not fit in any node's free slots is skipped with a task-schedule-fail event and tried again; smaller tasks may overtake it. [AD:batch-parallel-node-tasks; AD:batch-task-schedule-fail-event]",
  'L-435 Quotas are account settings; a scenario gives them, without a quota being the default. [INF]',
];
