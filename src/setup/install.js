/**
 * The first half of set-up, in plain JavaScript, since it runs on whatever Node the machine has: the packages of the
 * lock file, and the Node 24 among them that runs everything else. A second call costs milliseconds.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { aloneInCheckout } from './alone-in-checkout.js'
import { npm } from './npm.js'
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
  const hasPackages = () => packagesMatch(root)
  const hasNode = () => existsSync(nodePath(root))
  if (hasPackages() && hasNode()) return
  await aloneInCheckout(root, 'installs packages', async () => {
    const packages = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
    if (!hasPackages()) await install(root, packages, 'Installing packages', 'node_modules')
    if (!hasNode()) await install(root, ['rebuild', 'node'], 'Installing Node 24', 'node_modules/node/node_modules')
  })
}

/** What npm says where folders of an installation that was cut off are in its way. */
const IN_THE_WAY = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EISDIR', 'ENOTDIR']

/** Once more from an empty folder, where what an earlier installation has left stands in the way. */
async function install(root, args, label, folder) {
  const progress = startProgress(label)
  try {
    await npm(root, args).catch((error) => {
      if (!IN_THE_WAY.includes(error.code) || !existsSync(join(root, folder))) throw error
      empty(join(root, folder))
      return npm(root, args)
    })
  } catch (error) {
    progress.fail()
    throw error
  }
  progress.done()
}

/** The folder itself stays: it may be a link to another place. */
function empty(folder) {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true })
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
