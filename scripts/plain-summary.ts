import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** Ends a run with one line that any tool can read: `12 passed, 0 failed, 1 skipped`. */
export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], _reason: TestRunEndReason): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1
      // A file that does not load, or a hook that fails, leaves tests that never ran: it counts as one failure.
      const broken = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0)
      counts.failed += broken.length
    }
    counts.failed += errors.length
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`)
  }
}
