// What a terminal shows of the two commands of docs/four-steps.md, against the fake at Microsoft's addresses. Run with
// test/support/fake-contoso.ts preloaded, in a folder of its own.
import { writeFileSync } from 'node:fs'
import { createProgram } from '../../packages/cli/src/program.ts'

const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']
writeFileSync('admin.env', names.map((name) => `${name}=${process.env[name] ?? ''}\n`).join(''), { mode: 0o600 })
for (const name of ['DYNAMICS_URL', ...names]) delete process.env[name]

await type(
  'setup',
  '--url',
  'https://contoso.crm.dynamics.com',
  '--name',
  'Contoso integration',
  '--table',
  'account:read,write',
  '--admin',
  'admin.env',
)
await type('doctor', '--env-file', '.env', '--table', 'account:read,write')

async function type(...args: string[]): Promise<void> {
  const shown = args.map((argument) => (/[ "]/.test(argument) ? `"${argument}"` : argument)).join(' ')
  process.stdout.write(`$ npx dynamics-kit ${shown}\n`)
  const code = await createProgram({
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stdout.write(text),
    async ask(question) {
      process.stdout.write(`${question} [y/N] y\n`)
      return true
    },
    stopped: () => new Promise(() => undefined),
  }).run(args)
  if (code !== 0) process.exitCode = code
  process.stdout.write('\n')
}
