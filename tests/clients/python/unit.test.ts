import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { PACKAGE, venv } from './venv.ts'

/** Thousands of journals are synced: in memory, where there is such a disk, no test waits for other programs' bytes. */
const DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** What is tested in Python itself, file by file: `python -m pytest tests/clients/python/unit` with the package on PYTHONPATH. */
it('the tests in Python pass', async (context) => {
  const { python, why } = await venv()
  if (python === null) return context.skip(why)
  const folder = mkdtempSync(join(DISK, 'phasescope-'))
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--basetemp=${folder}`, join(import.meta.dirname, 'unit')] // prettier-ignore
  const env = { ...process.env, PYTHONPATH: PACKAGE, PYTHONDONTWRITEBYTECODE: '1' }
  const { stdout } = await promisify(execFile)(python, args, { env })
    .catch((error: { stdout: string }) => error)
    .finally(() => rmSync(folder, { recursive: true, force: true }))
  expect(stdout).toMatch(/^\d+ passed in/m)
  expect(stdout).not.toMatch(/failed|error/)
})
