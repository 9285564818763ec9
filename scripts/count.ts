/** What the tests came to. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What we read of vitest's JSON report. */
export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Counts a run of vitest from its own report, and never better than it went: a file that could not be loaded is a
 * failure, so is an error outside every test, a run that found no test, and a run that left no report.
 *
 * @param held whether vitest itself said that all is well (its exit code)
 */
export function countOf(report: Report | undefined, held: boolean): Count {
  if (report === undefined) return { passed: 0, failed: 1 };
  const unloaded = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloaded;
  const unsaid = failed === 0 && (!held || report.numPassedTests === 0) ? 1 : 0;
  return { passed: report.numPassedTests, failed: failed + unsaid };
}
