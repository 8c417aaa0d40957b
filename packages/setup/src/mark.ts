/** What setup writes on all that it makes in Microsoft Entra ID, so that teardown finds it and nothing else. */
export const mark = 'dynamics-kit'

/** Tag of an application that is used with an environment. */
export const environmentTag = (url: string): string => `${mark}:environment:${new URL(url).host}`

const environments = environmentTag('https://x').slice(0, -1)

/** Hosts of the environments that an application was set up for. */
export const environmentsOf = (tags: readonly string[]): readonly string[] =>
  tags.filter((tag) => tag.startsWith(environments)).map((tag) => tag.slice(environments.length))

/** Tag that says that a secret was stored: without it, nobody has it. */
export const storedTag = (keyId: string): string => `${mark}:stored:${keyId}`

/** What a credential is called that is stored at a place. */
export const credentialName = (place: string): string => `${mark}: ${place}`

/** Whether a credential has a name of {@link credentialName}. */
export const isMarked = (name: unknown): boolean => typeof name === 'string' && name.startsWith(`${mark}: `)
