import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PACKAGE, venv } from '../../clients/python/venv.ts'

/** The settings are in its pyproject.toml; what it finds is in the message. */
it.for([
  ['ruff', ['check', '--no-cache', 'phasescope']],
  ['ruff', ['format', '--no-cache', '--check', 'phasescope']],
  ['mypy', ['--cache-dir=/dev/null', 'phasescope']],
] as const)('the package is clean to %s %s', async ([program, args], context) => {
  const { python, why } = await venv(['ruff==0.17.6', 'mypy==2.4.1'])
  if (python === null) return context.skip(why)
  const checked = promisify(execFile)(python, ['-m', program, ...args], { cwd: PACKAGE })
  const { stdout } = await checked.catch((error: { stdout: string }) => error)
  expect(stdout).toMatch(/^(All checks passed!|\d+ files already formatted|Success: no issues found.*)\n$/)
})
