/** For options that may be repeated. */
export const collect = (value: string, values: readonly string[] = []): readonly string[] => [...values, value]
