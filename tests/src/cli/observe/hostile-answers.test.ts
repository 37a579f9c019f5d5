import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { askedProducts } from '#src/cli/observe/asked-products.ts'
import { temporaryFolder } from '../../../phasescope.ts'

/** What lies in the place of an answer about curvature, of a training that means harm: each is a reason, and none is waited for. */

/** Answers each question by the next of what is no answer. It is a process of its own, since whoever asks waits. */
const ANSWERING = `
const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const [folder] = process.argv.slice(1)
const said = (words) => { const text = JSON.stringify({ __metadata__: words }); const head = Buffer.alloc(8); head.writeBigUInt64LE(BigInt(text.length)); return Buffer.concat([head, Buffer.from(text)]) }
const answers = [
  (path) => execFileSync('mkfifo', [path]),
  (path) => fs.mkdirSync(path),
  (path) => fs.symlinkSync('/dev/zero', path),
  (path) => { const file = fs.openSync(path, 'w'); fs.ftruncateSync(file, 3e8); fs.closeSync(file) },
  (path) => fs.writeFileSync(path, 'no tensors'),
  (path) => fs.writeFileSync(path, said({ loss: 'many' })),
  (path) => fs.writeFileSync(path, said({})),
]
fs.writeFileSync(folder + '/alive', '')
console.log('ready')
const timer = setInterval(() => {
  for (const name of fs.readdirSync(folder).filter((one) => /^ask-.*safetensors$/.test(one))) {
    fs.rmSync(folder + '/' + name)
    // Whole when it is there, as a client's is.
    answers.shift()(folder + '/beside')
    fs.renameSync(folder + '/beside', folder + '/' + name.replace('ask', 'answer'))
    if (answers.length === 0) clearInterval(timer)
  }
}, 5)
`

it('is refused with what came, whatever lies there, and removed', async () => {
  using folder = temporaryFolder()
  const place = join(folder.path, 'hvp')
  mkdirSync(place)
  const training = spawn(process.execPath, ['-e', ANSWERING, place], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => training.stdout.once('data', resolve))
  const products = askedProducts(folder.path)
  const ask = () => products.loss(0, { w: { shape: [1], values: Float64Array.of(1) } })
  expect(ask).toThrow(/cannot be read: it is a pipe/)
  expect(ask).toThrow(/cannot be read: it is a folder/)
  expect(ask).toThrow(/cannot be read: it is a device/)
  expect(ask).toThrow(/answered 300000000 bytes, and at most 10\d+ are read/)
  expect(ask).toThrow(/not a complete safetensors file/)
  expect(ask).toThrow("answered 'many' for its loss, and no number")
  expect(ask).toThrow("answered '' for its loss, and no number")
  expect(readdirSync(place)).toEqual(['alive'])
  await new Promise((resolve) => training.once('close', resolve))
})
