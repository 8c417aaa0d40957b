export const placeholder: string = 'testing'
