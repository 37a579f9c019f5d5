import { afterAll, beforeAll } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { venv, type Venv } from './venv.ts'

/** A Python and a hub that tests share: a hub takes longer to start than most of them. Each test has runs of its own. */
export interface Shared {
  readonly here: Venv
  readonly hub: Served
  /** The data folder of the hub, and of the scripts. */
  readonly data: string
}

/** They are there once the tests of the file begin, and end with them. */
export function shared(): Shared {
  const data = temporaryFolder()
  let here: Venv
  let hub: Served
  beforeAll(async () => {
    here = await venv()
    hub = await served(data.path)
  })
  afterAll(async () => {
    await hub?.kill()
    data[Symbol.dispose]()
  })
  return {
    get here() {
      return here
    },
    get hub() {
      return hub
    },
    data: data.path,
  }
}
