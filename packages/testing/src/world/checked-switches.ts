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
  const check = new Map<PropertyKey, (value: unknown) => void>(Object.entries(checks))
  return new Proxy(
    { ...initial },
    {
      set(values, name, value) {
        check.get(name)?.(value)
        return Reflect.set(values, name, value)
      },
    },
  )
}
