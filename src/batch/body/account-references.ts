/** What a pool names and the account must have: certificates, application packages, licences. */
import type { ErrorCode } from '../errors.ts';
import type { Path } from '../issue.ts';
import type { Account, AutoPoolSpec, PackageReference } from '../model.ts';
import { list, type Raw, type Report, record, refuse, text } from './report.ts';

/** Certificates that the account lacks or is deleting make the service refuse a pool (L-041, L-161). */
export function reviewCertificates(pool: Raw, report: Report, base: Path, account: Account): void {
  list(pool.certificateReferences).forEach((reference, index) => {
    const thumbprint = text(record(reference).thumbprint);
    const fault = thumbprint === null ? null : certificateFault(thumbprint, account);
    if (fault === null) return;
    const hint =
      fault.code === 'CertificateNotFound' ? ' (its certificates are listed under account.certificates)' : '';
    refuse(
      report,
      [...base, 'certificateReferences', index, 'thumbprint'],
      fault.code,
      `${fault.message}${hint}`,
      'L-041',
    );
  });
}

/** Packages that the account lacks, or whose application has no default version when none is named (L-043). */
export function reviewPackages(pool: Raw, report: Report, base: Path, account: Account): void {
  list(pool.applicationPackageReferences).forEach((raw, index) => {
    const reference = record(raw);
    const applicationId = text(reference.applicationId);
    if (applicationId === null) return;
    const message = packageFault({ applicationId, version: text(reference.version) }, account);
    if (message === null) return;
    const element = 'version' in reference ? 'version' : 'applicationId';
    refuse(
      report,
      [...base, 'applicationPackageReferences', index, element],
      'InvalidApplicationPackageReferences',
      message,
      'L-043',
    );
  });
}

/** Licences that the account does not offer (L-046). */
export function reviewLicenses(pool: Raw, report: Report, base: Path, account: Account): void {
  const offered = account.applicationLicenses.map((license) => license.toLowerCase());
  list(pool.applicationLicenses).forEach((raw, index) => {
    const license = text(raw);
    if (license === null || offered.includes(license.toLowerCase())) return;
    const message = `applicationLicenses names "${license}", which the account does not offer`;
    refuse(report, [...base, 'applicationLicenses', index], 'InvalidPropertyValue', message, 'L-046');
  });
}

/** Why an auto pool will fail to be created although its job is accepted: the first missing certificate or package (L-162, L-317). */
export function autoPoolCreationError(pool: Raw, account: Account): AutoPoolSpec['creationError'] {
  for (const reference of list(pool.certificateReferences)) {
    const fault = certificateFault(text(record(reference).thumbprint) ?? '', account);
    if (fault !== null) return { code: 'InvalidCertificatesInAutoPool', message: fault.message, category: 'UserError' };
  }
  for (const raw of list(pool.applicationPackageReferences)) {
    const reference = record(raw);
    const message = packageFault(
      { applicationId: text(reference.applicationId) ?? '', version: text(reference.version) },
      account,
    );
    if (message !== null)
      return { code: 'InvalidApplicationPackageReferencesInAutoPool', message, category: 'UserError' };
  }
  return null;
}

/** Why the application's package cannot be had, or `null`; the engine asks this for tasks when they are scheduled (L-166, L-168). */
export function packageFault(reference: PackageReference, account: Account): string | null {
  const { applicationId, version } = reference;
  const application = account.applications.find((each) => each.id.toLowerCase() === applicationId.toLowerCase());
  if (application === undefined) return `there is no application "${applicationId}" in the account`;
  if (version === null)
    return application.defaultVersion === null ? `application "${applicationId}" has no default version` : null;
  if (application.versions.some((each) => each.toLowerCase() === version.toLowerCase())) return null;
  return `application "${applicationId}" has no version "${version}"`;
}

function certificateFault(
  thumbprint: string,
  account: Account,
): { readonly code: ErrorCode; readonly message: string } | null {
  const certificate = account.certificates.find((each) => each.thumbprint.toLowerCase() === thumbprint.toLowerCase());
  if (certificate === undefined)
    return { code: 'CertificateNotFound', message: `there is no certificate ${thumbprint} in the account` };
  if (certificate.state === 'deleting')
    return { code: 'CertificateBeingDeleted', message: `certificate ${thumbprint} is being deleted` };
  if (certificate.state === 'deletefailed') {
    return { code: 'CertificateStateDeleteFailed', message: `certificate ${thumbprint} is marked for deletion` };
  }
  return null;
}
