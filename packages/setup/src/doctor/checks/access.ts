import { passed, type Check } from '../check.ts'
import { judgedByWhoAmI } from './judged-by-who-am-i.ts'

/** Whether the environment takes the token, from this address and this app. */
export const access: Check = {
  name: 'access',
  title: 'Access',
  step: 4,
  needs: ['audience'],
  run(examination) {
    return judgedByWhoAmI('access', examination, { fine: () => passed('The environment takes the token') })
  },
}
