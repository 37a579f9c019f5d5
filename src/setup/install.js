/**
 * The first half of set-up, in plain JavaScript, since it runs on whatever Node the machine has: the packages of the
 * lock file, and the Node 24 among them that runs everything else. A second call costs milliseconds.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startProgress } from './progress.js'

/** The Node that runs Phasescope, whatever Node started it. */
export function nodePath(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/**
 * Installs what the lock file names where it is missing. Install scripts are not run: the one of tfjs-node-gpu downloads a
 * TensorFlow of 2022 and fails where its host is out of reach; ours comes later (trainer/backend).
 * @param {string} root folder of the checkout
 */
export async function ensureInstalled(root) {
  if (!packagesMatch(root))
    await npm(root, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'Installing packages')
  if (!existsSync(nodePath(root))) await npm(root, ['rebuild', 'node'], 'Installing Node 24')
}

/** Whether node_modules holds just what package-lock.json says, by npm's own note of what it installed. */
function packagesMatch(root) {
  const wanted = readLock(join(root, 'package-lock.json'))
  const present = readLock(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === null || present === null) return false
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '' || optional || peer) return true
    return present[path]?.version === version && existsSync(join(root, path))
  })
}

function readLock(path) {
  if (!existsSync(path)) return null
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

function npm(root, args, label) {
  const progress = startProgress(label)
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let said = ''
    child.stdout.on('data', (data) => (said += data))
    child.stderr.on('data', (data) => (said += data))
    child.on('error', (error) => {
      progress.fail()
      reject(new Error(`Could not start npm (${error.message}); install npm, then try again`))
    })
    child.on('close', (code) => {
      if (code === 0) {
        progress.done()
        return resolve()
      }
      progress.fail()
      reject(new Error(`npm ${args[0]} ended with code ${code}:\n${lastErrors(said)}`))
    })
  })
}

function lastErrors(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('npm error'))
  return (lines.length > 0 ? lines : text.trim().split('\n')).slice(-8).join('\n')
}
