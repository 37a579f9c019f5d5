import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { troubleError } from '#src/vocabulary/index.ts'
import { alone } from './lock.ts'
import { startProgress } from './progress.js'

const SOURCES = ['dashboard', 'static', 'src/vocabulary', 'src/wire', 'vite.config.ts', 'package-lock.json']

/** Builds the dashboard where its sources changed since the last build; returns the folder that the hub serves. */
export async function ensurePage(root: string): Promise<string> {
  const folder = join(root, 'build')
  const stamp = join(folder, '.sources')
  const hash = hashOf(SOURCES.map((source) => join(root, source)))
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
  if (isBuilt()) return folder
  await alone(join(root, 'node_modules', '.cache', 'phasescope-build.lock'), async () => {
    if (isBuilt()) return
    const progress = startProgress('Building the dashboard')
    try {
      await build(root)
    } catch (error) {
      progress.fail()
      throw error
    }
    writeFileSync(stamp, hash)
    progress.done()
  })
  return folder
}

function build(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let said = ''
    child.stdout.on('data', (data: Buffer) => (said += data.toString()))
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(troubleError(`The dashboard did not build (vite ended with code ${code}):\n${said.trim()}`)),
    )
  })
}

/** One hash over names and contents, in a fixed order. */
function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesUnder).sort())
    hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  const entries = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return entries.map((entry) => join(entry.parentPath, entry.name))
}
