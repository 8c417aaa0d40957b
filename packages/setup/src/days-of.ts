/** `1 day`, `180 days` */
export const daysOf = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`
