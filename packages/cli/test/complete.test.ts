import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

async function complete(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', main, 'complete', ...args])
  return stdout
}

const hasBash = (() => {
  try {
    execFileSync('bash', ['--version'])
    return true
  } catch {
    return false
  }
})()

test.each([
  [['--', 'que'], /^query\t/m],
  [['--', 'query', '--out'], /^--output\t/m],
  [['--', 'query', '--output', 'c'], /^csv/m],
  [['--', 'doctor', '--f'], /^--fix\t/m],
  [['--', 'profile', 'sa'], /^save\t/m],
])('complete %j', async (args, line) => {
  expect(await complete(...args)).toMatch(line)
})

test.skipIf(!hasBash)('the script is one that bash takes (skipped where there is no bash)', async () => {
  const script = await complete('bash')
  const asked = `${script}\ncomplete -p dynamics-kit`
  const { stdout } = await promisify(execFile)('bash', ['-c', asked])
  expect(stdout).toContain('dynamics-kit')
})

test.skipIf(!hasBash)(
  'bash may read it twice, and needs no other package for it (skipped where there is no bash)',
  async () => {
    const words = `COMP_WORDS=(dynamics-kit query --out); COMP_CWORD=2
    dynamics-kit() { '${process.execPath}' --conditions=source '${main}' "$@"; }
    compopt() { :; }
    __dynamics_kit_complete; printf '[%s]' "\${COMPREPLY[@]}"`
    const script = await complete('bash')
    const file = join(await mkdtemp(join(tmpdir(), 'complete-test-')), 'completion.bash')
    await writeFile(file, script)
    const twice = ['--norc', '-c', `source '${file}'; source '${file}'\n${words}`]
    expect(await promisify(execFile)('bash', twice)).toMatchObject({ stdout: '[--output]', stderr: '' })
    await rm(dirname(file), { recursive: true })
  },
)

test.each(['zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
  expect(await complete(shell)).toContain('dynamics-kit')
})
