/** `1 row`, `2 rows` */
export const rowsOf = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`
