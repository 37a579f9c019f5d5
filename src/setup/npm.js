/** Runs npm so that it ends in seconds where it cannot do its work, and says in one line what it needs. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { command } from './command.js'

/** npm did not do its work: one line that says what is needed, and npm's own word for it. */
class NpmTrouble extends Error {
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
  const env = npmEnvironment(root, process.env)
  const { signal, onErrors } = whileThereIsHope()
  const { status, output, errors } = await command('npm', args, { cwd: root, env, signal, onErrors })
  if (status === 0) return
  if (status === null && /ENOENT/.test(errors))
    throw new NpmTrouble('npm was not found; install it (it comes with Node.js), then start again', 'no npm')
  throw npmError(args[0], root, `${output}\n${errors}`, status)
}

/** So many requests fail before one succeeds, and npm is stopped. */
const HOPE = 5

/** Without a network each of hundreds of requests fails after seconds, and npm gives up after minutes. */
function whileThereIsHope() {
  const stop = new AbortController()
  let failed = 0
  return {
    signal: stop.signal,
    onErrors(text) {
      if (/^npm http fetch \w+ 2\d\d /m.test(text)) failed = -Infinity
      failed += text.match(/^npm http fetch .* attempt \d+ failed with /gm)?.length ?? 0
      if (failed >= HOPE) stop.abort()
    },
  }
}

/**
 * Without a network npm tries for 86 s as it comes; a registry that is there answers within ten. Where npm's cache is not
 * writable, it is kept in the checkout. What else the user has set is left as it is.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export function npmEnvironment(root, env) {
  const cache = env.npm_config_cache ?? join(env.HOME ?? homedir(), '.npm') // `npm start` sets it for what it starts
  const wanted = {
    npm_config_loglevel: 'http', // says of each request how it went
    npm_config_fetch_timeout: '10000',
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '1000',
  }
  const missing = Object.entries(wanted).filter(([name]) => env[name] === undefined)
  return {
    ...Object.fromEntries(missing),
    ...(!isWritable(cache) && { npm_config_cache: join(root, '.set-up/npm-cache') }),
  }
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
export function npmError(verb, root, said, status) {
  // The npm that an install script starts says the same within what the outer one says.
  const words = [...said.matchAll(/npm (?:error|ERR!) (code|path) (.+)$/gm)]
  const failed = /^npm http fetch \w+ (\S+) attempt \d+ failed with (\w+)/m.exec(said)
  const code = words.findLast(([, word, what]) => word === 'code' && /^[A-Z]/.test(what))?.[2] ?? failed?.[2] ?? ''
  const path = words.findLast(([, word]) => word === 'path')?.[2] ?? root
  if (NETWORK.test(code)) {
    const host = /(?:request to|timeout at:|http fetch GET) (https?:\/\/[^/\s]+)/.exec(said)?.[1] ?? 'the npm registry'
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
