export const placeholder: string = 'setup'
