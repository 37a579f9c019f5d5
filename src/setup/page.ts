import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'
import { aloneInCheckout } from './alone-in-checkout.js'
import { command } from './command.js'
import { startProgress } from './progress.js'

const SOURCES = [
  'dashboard',
  'static',
  'src/vocabulary',
  'src/run-state',
  'src/figures',
  'src/wire',
  'src/setup/offline-script.ts',
  'vite.config.ts',
  'package-lock.json',
]

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
  await aloneInCheckout(root, 'builds the dashboard', async () => {
    if (existsSync(folder)) return
    const progress = startProgress('Building the dashboard')
    try {
      mkdirSync(builds, { recursive: true })
      for (const name of readdirSync(builds)) if (UNFINISHED.test(name)) remove(join(builds, name))
      const unfinished = `${folder}.${process.pid}.unfinished`
      await build(root, unfinished)
      renameSync(unfinished, folder)
    } catch (error) {
      progress.fail()
      throw error
    }
    newestFirst(builds).slice(KEPT).forEach(remove)
    progress.done()
  })
  return folder
}

/** Left by a builder that was killed: whoever holds the lock knows that it is gone. */
const UNFINISHED = /\.unfinished$/

function newestFirst(folder: string): string[] {
  const paths = readdirSync(folder).map((name) => join(folder, name))
  return paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

async function build(root: string, folder: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status, output, errors } = await command(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    // Whoever has set another, such as a run of tests, would get a page with all that helps to develop it.
    env: { PHASESCOPE_PAGE: folder, NODE_ENV: 'production' },
  })
  if (status === 0) return
  const said = `${output}${errors}`.trim()
  throw runtimeError(`The dashboard did not build (vite ended with code ${status}):\n${said}`)
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
