import type { Attempt, Outcome, Telemetry } from './telemetry.ts'

/** What subscribers of `dynamics-kit:request:start` and `dynamics-kit:request:end` are told; the end has an outcome. */
export interface RequestMessage {
  readonly attempt: Attempt
  readonly outcome?: Outcome
}

interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

interface DiagnosticsChannel {
  channel(name: string): Channel
}

/**
 * Publishes to `node:diagnostics_channel`, where the runtime has it and somebody listens. Asked for at run time, because
 * browsers have no such module to import.
 */
export function diagnosticsChannel(): readonly Telemetry[] {
  const module = builtinModule()
  if (module === undefined) return []
  const started = module.channel('dynamics-kit:request:start')
  const ended = module.channel('dynamics-kit:request:end')
  return [
    {
      isWatching: () => started.hasSubscribers || ended.hasSubscribers,
      start(attempt) {
        if (started.hasSubscribers) started.publish({ attempt } satisfies RequestMessage)
        if (!ended.hasSubscribers) return undefined
        return { end: (outcome) => ended.publish({ attempt, outcome } satisfies RequestMessage) }
      },
    },
  ]
}

function builtinModule(): DiagnosticsChannel | undefined {
  const { process } = globalThis as { readonly process?: { getBuiltinModule?(name: string): unknown } }
  // What Node.js documents of it.
  return process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined
}
