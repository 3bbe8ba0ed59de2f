import type { InstallationFacts } from './api/console/installation-facts.ts';
import type { Config } from './config.ts';

/** What of the settings the console shows. */
export function installationFacts(
  config: Config,
  reportTimeZone: string,
  ports: InstallationFacts['ports'],
): InstallationFacts {
  const { dataDir, databaseUrl, retentionDays, auditDays, publicHost } = config;
  return {
    dataDir,
    databaseHost: databaseUrl && hostOf(databaseUrl),
    retentionDays,
    auditDays,
    reportTimeZone,
    publicHost,
    ports,
    senders: {
      mail: config.smtpUrl !== undefined,
      sms: config.smsWebhookUrl !== undefined,
      accounts: config.accountWebhookUrl !== undefined,
      codesInLog: config.codesInLog,
    },
  };
}

/** Nothing else of the URL: it may hold a password. */
function hostOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return '';
  const { hostname, searchParams } = new URL(databaseUrl);
  return hostname || (searchParams.get('host') ?? 'localhost');
}
