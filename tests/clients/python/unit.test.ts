import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PACKAGE, venv } from './venv.ts'

/** What is tested in Python itself, file by file: `python -m pytest tests/clients/python/unit` with the package on PYTHONPATH. */
it('the tests in Python pass', async (context) => {
  const { python, why } = await venv()
  if (python === null) return context.skip(why)
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', join(import.meta.dirname, 'unit')]
  const env = { ...process.env, PYTHONPATH: PACKAGE, PYTHONDONTWRITEBYTECODE: '1' }
  const { stdout } = await promisify(execFile)(python, args, { env }).catch((error: { stdout: string }) => error)
  expect(stdout).toMatch(/^\d+ passed in/m)
  expect(stdout).not.toMatch(/failed|error/)
})
