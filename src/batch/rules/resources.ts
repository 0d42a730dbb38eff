/** Certificates, application packages, licences, users and networks. */
export const RESOURCES_RULES: readonly string[] = [
  'L-161 Certificate states: active, deleting, deletefailed; deleting one in use ends in deletefailed; cancel-delete returns it to active. [R:delete-a-certificate-from-an-account; N10]',
  'L-162 A job whose autoPool references a certificate that is missing, deleting or deletefailed fails at auto-pool creation and completes with schedulingError InvalidCertificatesInAutoPool. [JOB Remarks; ERR]',
  'L-163 Removing a certificate from a pool does not remove it from nodes until they restart. [R:delete-a-certificate-from-an-account]',
  'L-164 Certificate store/visibility settings have no scheduling effect. [POOL:certificateReferences]',
  'L-165 Task-level application packages are deployed to a shared directory; a package already on the node and current is not downloaded again. [JOB:jobManagerTask]',
  'L-166 A task-level package that cannot be installed makes the task fail before its command runs (pre-processing error, ApplicationPackageError). [JOB:jobManagerTask; SDK-ERR]',
  'L-167 `[2017 only]` A task with applicationPackageReferences on a virtualMachineConfiguration pool fails with TaskSchedulingConstraintFailed. [JOB:jobManagerTask]',
  'L-168 A task-level package with no version and no default version fails when scheduled, not when added. [JOB:applicationPackageReferences]',
  'L-169 A pool-level package download failure makes the node unusable. [AD:batch-pool-node-error-checking]',
  'L-170 userIdentity: userName and autoUser are mutually exclusive, exactly one if userIdentity is present; absent means a non-admin auto user unique to the task. [POOL:userIdentity; JOB:userIdentity]',
  'L-171 autoUser.scope is `task` (default) or `pool`; `[>2019-08-01.10.0]` default pool. elevationLevel nonAdmin (default) or admin. [POOL:autoUser; VER]',
  "L-172 A task naming a userName that is not in the pool's userAccounts cannot run; the documented code for pool/task mismatch is TaskSchedulingConstraintFailed. [ERR; INF]",
  'L-173 fileMode defaults to 0770 on Linux and is ignored on Windows. [POOL:resourceFiles]',
  'L-174 Resource blobs must be readable anonymously or by SAS; otherwise BlobAccessDenied, BlobNotFound, BlobDownloadTimedOut or BlobDownloadMiscError. [POOL:resourceFiles; ERR]',
];
