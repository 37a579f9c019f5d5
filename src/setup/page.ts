import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'
import { alone } from './lock.ts'
import { startProgress } from './progress.js'

const SOURCES = ['dashboard', 'static', 'src/vocabulary', 'src/wire', 'vite.config.ts', 'package-lock.json']

/** Builds that are kept, the one in use among them: hubs that were started before the sources changed serve theirs on. */
const KEPT = 10

/**
 * Builds the dashboard where its sources have not been built yet; returns the folder that the hub serves. It is named
 * by its sources, whole from the moment it is there, and never written to again.
 */
export async function ensurePage(root: string): Promise<string> {
  const builds = join(root, 'build')
  const folder = join(builds, hashOf(SOURCES.map((source) => join(root, source))).slice(0, 16))
  if (existsSync(folder)) return folder
  await alone(join(root, 'node_modules', '.cache', 'phasescope-build.lock'), async () => {
    if (existsSync(folder)) return
    const progress = startProgress('Building the dashboard')
    try {
      const unfinished = `${folder}.unfinished`
      await build(root, unfinished)
      renameSync(unfinished, folder)
    } catch (error) {
      progress.fail()
      throw error
    }
    for (const old of newestFirst(builds).slice(KEPT)) rmSync(old, { recursive: true, force: true })
    progress.done()
  })
  return folder
}

function newestFirst(folder: string): string[] {
  const paths = readdirSync(folder).map((name) => join(folder, name))
  return paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}

function build(root: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: root,
        env: { ...process.env, PHASESCOPE_PAGE: folder },
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
        : reject(runtimeError(`The dashboard did not build (vite ended with code ${code}):\n${said.trim()}`)),
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
