/**
 * Application packages on nodes: a pool's are installed when a node starts, a task's when it starts, none twice (L-131, L-165).
 *
 * Whoever needs a package that the node is still downloading waits for it. Packages are on the disk: a reboot keeps them, a reimage does not.
 */
import { packageFault } from '../batch/body/account-references.ts';
import type { PackageReference } from '../batch/model.ts';
import type { SimTime } from '../kernel/clock.ts';
import { type Transfer, transferTime } from './transfers.ts';
import type { World } from './world.ts';

const NOTHING: Transfer = { ms: 0, failure: null };

/** Installs, from that instant on and one after the other, what the node does not have (L-166, L-168, L-169). */
export function installPackages(
  world: World,
  node: number,
  references: readonly PackageReference[],
  from: SimTime,
): Transfer {
  if (references.length === 0) return NOTHING;
  const installed = world.packages.get(node) ?? new Map<string, SimTime>();
  world.packages.set(node, installed);
  const { account, cloud } = world.scenario;
  let bytes = 0;
  let ready = from;
  for (const reference of references) {
    const id = reference.applicationId.toLowerCase();
    const application = account.applications.find((one) => one.id.toLowerCase() === id);
    const version = (reference.version ?? application?.defaultVersion)?.toLowerCase();
    const source = cloud.transfers.packages.find(
      (one) => one.applicationId.toLowerCase() === id && one.version.toLowerCase() === version,
    );
    if (packageFault(reference, account) !== null || source?.fails === true) {
      return { ms: ready - from, failure: { category: 'UserError', code: 'ApplicationPackageError' } };
    }
    const key = `${id}@${version}`;
    let readyAt = installed.get(key);
    if (readyAt === undefined) {
      bytes += source?.bytes ?? 0;
      readyAt = from + transferTime(world, bytes);
      installed.set(key, readyAt);
    }
    ready = Math.max(ready, readyAt);
  }
  return { ms: ready - from, failure: null };
}

/** The node stops: what it has not downloaded yet is not there. */
export function dropUnfinishedPackages(world: World, node: number): void {
  const installed = world.packages.get(node);
  if (installed === undefined) return;
  for (const [key, readyAt] of installed) if (readyAt > world.now) installed.delete(key);
}
