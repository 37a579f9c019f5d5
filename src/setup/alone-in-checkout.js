import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.js'
import { startProgress } from './progress.js'

/**
 * Installs into a checkout, or builds in it, while no other process does; draws for whom it waits. The lock is not in
 * node_modules, which npm empties.
 * @template T
 * @param {string} root folder of the checkout
 * @param {string} doing what others are told meanwhile: 'installs packages'
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function aloneInCheckout(root, doing, work) {
  const folder = join(root, '.set-up')
  assertWritable(folder)
  let waiting = null
  const onWait = (holder) => {
    waiting?.done()
    waiting = startProgress(`Waiting for process ${holder.pid}, which ${holder.doing} here`)
  }
  return alone(join(folder, 'lock'), { doing, onWait }, () => {
    waiting?.done()
    return work()
  })
}

function assertWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Error(
      `This user cannot write ${folder} (${error.code}); make the checkout writable, or clone another, then start again`,
      { cause: error },
    )
  }
}
