// Asks the registry whether it knows of faults in what the server is made of, and fails when one of them is high or worse. A
// registry that cannot be asked, as without the internet, fails nothing: then it says so.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
});
const report = readReport(stdout);
if (report?.metadata?.vulnerabilities === undefined) {
  console.log(`dependencies were not audited: ${report?.message ?? 'the registry did not answer'}`);
} else {
  const { high, critical } = report.metadata.vulnerabilities;
  console.log(`dependencies were audited: ${critical} critical, ${high} high`);
  for (const { name, severity, range } of Object.values(report.vulnerabilities))
    console.log(`  ${severity}: ${name} ${range}`);
  process.exitCode = high + critical > 0 ? 1 : 0;
}

function readReport(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
