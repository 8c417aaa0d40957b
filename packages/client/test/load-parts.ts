/** Loads what a client loads when it is first used, before time stands still: fake timers do not wait for files. */
export async function loadParts(): Promise<void> {
  await Promise.all([
    import('../src/batch/run-batch.ts'),
    import('../src/bulk/create-bulk.ts'),
    import('../src/errors/explanations.ts'),
    import('../src/http/challenge.ts'),
    import('../src/http/middleware.ts'),
    import('../src/operation/calls.ts'),
    import('../src/operation/creates.ts'),
    import('../src/operation/other-reads.ts'),
    import('../src/operation/rare-writes.ts'),
    import('../src/operation/reads.ts'),
    import('../src/operation/writes.ts'),
    import('../src/telemetry/observe.ts'),
  ])
}
