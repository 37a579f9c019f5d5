import { announce } from '#src/cli/hub-file.ts'
import { lockHub } from '#src/cli/processes/hub-lock.ts'

/** A process that holds a data folder as a hub does, and announces an address when it is told one; it ends when it is killed. */
const [data = ''] = process.argv.slice(2)
await lockHub(data)
process.send?.('held')
process.on('message', (url: string) => {
  announce(data, url)
  process.send?.('announced')
})
