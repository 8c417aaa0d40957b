export const placeholder: string = 'auth'
