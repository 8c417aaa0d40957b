import { connect } from '../command/sign-in.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { WhoAmICommandOptions } from './who-am-i-command.ts'

export async function printWhoAmI(options: WhoAmICommandOptions, terminal: Terminal): Promise<number> {
  const dynamics = connect(options)
  const me = { environment: dynamics.url, ...(await dynamics.whoAmI()) }
  const lines = [
    ['environment', me.environment],
    ['user', me.userId],
    ['business unit', me.businessUnitId],
    ['organization', me.organizationId],
  ].map(([name = '', value = '']) => `${name.padEnd(15)}${value}\n`)
  terminal.out(options.json ? `${JSON.stringify(me)}\n` : lines.join(''))
  return exitCode.ok
}
