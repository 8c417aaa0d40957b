import type { Scan } from './scan.ts'

/** What is worked out once while a query runs, not for every row. */
export function oncePerScan<Result>(make: (scan: Scan) => Result): (scan: Scan) => Result {
  const made = new WeakMap<Scan, { readonly result: Result }>()
  return (scan) => {
    const known = made.get(scan) ?? { result: make(scan) }
    made.set(scan, known)
    return known.result
  }
}
