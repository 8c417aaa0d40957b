/**
 * Switches that refuse a value that is none: in plain JavaScript a wrong one would be without effect, or have one far from where
 * it was written.
 *
 * @param checks Throw for a value that the switch does not take.
 */
export function checkedSwitches<Switches extends object>(
  initial: Switches,
  checks: { readonly [Name in keyof Switches]: (value: unknown) => void },
): Switches {
  const values = { ...initial }
  for (const [name, check] of Object.entries<(value: unknown) => void>(checks)) {
    Object.defineProperty(values, name, accessorOf(initial[name as keyof Switches], check))
  }
  return values
}

function accessorOf<Value>(initial: Value, check: (value: unknown) => void): PropertyDescriptor {
  let current = initial
  return {
    enumerable: true,
    get: () => current,
    set(value: Value) {
      check(value)
      current = value
    },
  }
}
