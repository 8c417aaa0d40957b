/** Milliseconds to `2026-07-05`. */
export const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

export const millisecondsOfDay = 86_400_000

/** Days before an end from which it is worth a warning. */
export const soon = 30
