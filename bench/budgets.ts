/** What was promised of a measured value, and what came out. */
export interface Budget {
  readonly what: string
  readonly measured: number
  /** At most. */
  readonly limit: number
  /** `x`, ` ms`, ` MB` */
  readonly unit: string
}

/** One table of all budgets of a part. A busy machine spoils times in seconds, and ratios hardly. */
export function printBudgets(budgets: readonly Budget[]): void {
  console.log('\nbudgets')
  for (const { what, measured, limit, unit } of budgets) {
    const values = [measured, limit].map((value) => `${unit === 'x' ? value.toFixed(2) : value.toFixed(0)}${unit}`)
    console.log(
      `  ${what.padEnd(60)}${(values[0] ?? '').padStart(12)} of ${(values[1] ?? '').padEnd(10)}${measured <= limit ? 'met' : 'MISSED'}`,
    )
  }
}
