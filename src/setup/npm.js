/** Runs npm so that it ends in seconds where it cannot do its work, and says in one line what it needs. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { command } from './command.js'

/** npm did not do its work: one line that says what is needed, and npm's own word for it. */
export class NpmTrouble extends Error {
  constructor(message, code) {
    super(message)
    this.name = 'NpmTrouble'
    this.code = code
  }
}

/**
 * @param {string} root folder of the checkout
 * @param {readonly string[]} args
 */
export async function npm(root, args) {
  const { status, output, errors } = await command('npm', args, { cwd: root, env: npmEnvironment(root, process.env) })
  if (status === 0) return
  if (status === null && /ENOENT/.test(errors))
    throw new NpmTrouble('npm is not there; install it (it comes with Node.js), then start again', 'no npm')
  throw troubleOf(args[0], root, `${output}\n${errors}`, status)
}

/**
 * Without a network npm tries for 86 s as it comes; a registry that is there answers within ten. Whose home is not
 * writable keeps npm's cache in the checkout. What the user has set is left as it is.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export function npmEnvironment(root, env) {
  const wanted = {
    npm_config_fetch_timeout: '10000',
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '1000',
    ...(isWritable(join(env.HOME ?? homedir(), '.npm'))
      ? {}
      : { npm_config_cache: join(root, '.set-up', 'npm-cache') }),
  }
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => env[name] === undefined))
}

const NETWORK =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E\w*TIMEOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|FETCH_ERROR)$/

/**
 * What npm's many lines come to.
 * @param {string} verb what npm was to do
 * @param {string} root
 * @param {string} said
 * @param {number | null} status
 */
export function troubleOf(verb, root, said, status) {
  // The npm that an install script starts says the same within what the outer one says.
  const words = [...said.matchAll(/npm (?:error|ERR!) (code|path) (.+)$/gm)]
  const code = words.findLast(([, word, what]) => word === 'code' && /^[A-Z]/.test(what))?.[2] ?? ''
  const path = words.findLast(([, word]) => word === 'path')?.[2] ?? root
  if (NETWORK.test(code)) {
    const host = /(?:request to|timeout at:) (https?:\/\/[^/\s]+)/.exec(said)?.[1] ?? 'the npm registry'
    return new NpmTrouble(
      `The packages come from ${host}, which does not answer (${code}); connect to the network, or name a registry that answers (npm config set registry URL), then start again`,
      code,
    )
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return new NpmTrouble(`This user cannot write ${path} (${code}); make it writable, then start again`, code)
  if (code === 'ENOSPC')
    return new NpmTrouble(
      `The disk of ${root} is full, and the packages need 700 MB; make room, then start again`,
      code,
    )
  return new NpmTrouble(`npm ${verb} ended with ${status ?? 'no status'}:\n${lastErrors(said)}`, code)
}

function lastErrors(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('npm error'))
  return (lines.length > 0 ? lines : text.trim().split('\n')).slice(-8).join('\n')
}

/** Or can be made: what counts is the nearest folder above that is there. */
function isWritable(folder) {
  if (!existsSync(folder)) return isWritable(dirname(folder))
  try {
    accessSync(folder, constants.W_OK)
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}
