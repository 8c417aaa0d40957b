import { useEffect, useState } from 'preact/hooks'

/** What a question came to. */
export type Answered<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'here'; readonly value: Value }
  | { readonly state: 'failed'; readonly message: string }

/** Asks when the page is shown, and again when one of `inputs` changes; an answer that comes too late is dropped. */
export function useAnswer<Value>(ask: () => Promise<Value>, inputs: readonly unknown[]): Answered<Value> {
  const [answer, setAnswer] = useState<Answered<Value>>({ state: 'waiting' })
  useEffect(() => {
    let wanted = true
    setAnswer({ state: 'waiting' })
    void ask().then(
      (value) => wanted && setAnswer({ state: 'here', value }),
      (error: unknown) => wanted && setAnswer({ state: 'failed', message: messageOf(error) }),
    )
    return () => {
      wanted = false
    }
  }, inputs as unknown[])
  return answer
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
